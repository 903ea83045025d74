import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A serial executor with an operating system's thread of its own.
///
/// What waits for a disk or computes for long would take a thread away from Swift's cooperative
/// pool, which has one per core; an actor with this executor does neither. The thread ends with the
/// last reference.
package final class DedicatedThread: SerialExecutor {
    private let queue = DedicatedThreadQueue()

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: shown by debuggers; at most 15 bytes of it on Linux.
    ///   - yields: whether the thread gives way to those that do not. What it starts, a team of
    ///     compute threads for one, yields as well.
    package init(name: String, yields: Bool = false) {
        let thread = Thread { [queue] in
            // A name that is set from outside never reaches the system.
            Thread.current.name = name
            if yields { ThreadPriority.yieldToOthers() }
            // The thread keeps its queue, never the executor.
            while let works = queue.take() {
                for work in works { work() }
            }
        }
        // The kernels' buffers and SQLite want more than the 512 KiB of a secondary thread.
        thread.stackSize = 8 << 20
        queue.thread = thread
        thread.start()
    }

    deinit {
        queue.close()
    }

    /// Calls `work` on the thread, behind what waits there.
    ///
    /// Work that is not due when the last reference to the executor goes is left out.
    /// - Parameters:
    ///   - delaySeconds: how much later, at least.
    ///   - work: what is called. An actor's method enters the actor by `assumeIsolated`.
    package func perform(
        afterSeconds delaySeconds: Double = 0, _ work: @escaping @Sendable () -> Void
    ) {
        if delaySeconds > 0 {
            queue.add(work, due: .now + .seconds(delaySeconds))
        } else {
            queue.add(work)
        }
    }

    /// Queues a job behind those that wait.
    package func enqueue(_ job: UnownedJob) {
        // A job's actor keeps this executor alive until the job has run.
        let executor = asUnownedSerialExecutor()
        queue.add { unsafe job.runSynchronously(on: executor) }
    }

    /// The executor as actors name it: safe for an actor that holds the executor itself.
    @safe package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Whether the caller runs on this thread.
    package func isIsolatingCurrentContext() -> Bool? { queue.isServedHere }

    /// Traps unless the caller runs on this thread.
    package func checkIsolated() {
        precondition(queue.isServedHere, "This belongs on another thread.")
    }
}

/// What the executor and its thread share.
private final class DedicatedThreadQueue: @unchecked Sendable {
    typealias Work = () -> Void

    /// Who serves it; set before that thread starts.
    weak var thread: Thread?
    // All that follows is guarded by the condition's lock.
    private var waiting: [Work] = []
    private var alarms: [(due: ContinuousClock.Instant, work: Work)] = []
    private var isClosed = false
    private let condition = NSCondition()

    /// Whether the caller is the thread that serves the queue.
    var isServedHere: Bool { Thread.current === thread }

    func add(_ work: @escaping Work) {
        condition.lock()
        waiting.append(work)
        condition.signal()
        condition.unlock()
    }

    func add(_ work: @escaping Work, due: ContinuousClock.Instant) {
        condition.lock()
        alarms.append((due, work))
        condition.signal()
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.signal()
        condition.unlock()
    }

    /// All that waits or is due, as soon as there is something; nil after the end.
    func take() -> [Work]? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            let now = ContinuousClock.now
            waiting += alarms.filter { $0.due <= now }.map(\.work)
            alarms.removeAll { $0.due <= now }
            guard waiting.isEmpty else {
                defer { waiting = [] }
                return waiting
            }
            guard !isClosed else { return nil }
            if let next = alarms.map(\.due).min() {
                _ = condition.wait(until: Date(timeIntervalSinceNow: (next - now) / .seconds(1)))
            } else {
                condition.wait()
            }
        }
    }
}

/// The system's priorities of threads.
package enum ThreadPriority {
    #if os(Linux)
        /// The system's SCHED_IDLE, which the C libraries call by other types.
        private static let idle: Int32 = 5
    #endif

    /// Makes the calling thread, and those that it starts from now on, give way to all others.
    ///
    /// On Linux they get the policy for idle work: whatever else wakes runs at once, and they get a
    /// three-hundredth of a core that others want, so that they never hold a lock for ever. A
    /// thread that may not yield goes on as it is.
    package static func yieldToOthers() {
        #if os(Linux)
            var priority = sched_param()
            _ = unsafe sched_setscheduler(0, idle, &priority)
        #else
            _ = pthread_set_qos_class_self_np(QOS_CLASS_BACKGROUND, 0)
        #endif
    }

    #if os(Linux)
        /// Whether the calling thread gives way, for tests.
        package static var isYielding: Bool { sched_getscheduler(0) == idle }
    #endif
}
