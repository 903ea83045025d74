/// A thread for tasks that give way to those on all other threads.
///
/// What costs nothing runs here, one piece after the other, so that a crowd of it takes what paid
/// work leaves, and no more memory than one piece needs.
package final class YieldingThread: TaskExecutor {
    private let thread: DedicatedThread

    /// Starts the thread.
    ///
    /// - Parameter name: shown by debuggers; at most 15 bytes of it on Linux.
    package init(name: String) {
        thread = DedicatedThread(name: name, yields: true)
    }

    /// Queues a job behind those that wait.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The closure keeps the executor until the job has run.
        thread.perform { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
