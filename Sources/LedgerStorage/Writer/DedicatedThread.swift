import Foundation

/// A serial executor with an operating system's thread of its own.
///
/// What waits for a disk or computes for long would take a thread away from Swift's cooperative
/// pool, which has one a core; an actor with this executor does neither. The thread ends with the
/// last reference.
public final class DedicatedThread: SerialExecutor {
    /// A job's actor keeps this executor alive until the job has run.
    @safe private struct Item {
        private let job: UnownedJob
        private let executor: UnownedSerialExecutor

        init(_ job: UnownedJob, on executor: UnownedSerialExecutor) {
            self.job = job
            unsafe self.executor = executor
        }

        func run() { unsafe job.runSynchronously(on: executor) }
    }

    /// What thread and executor share; the thread must not keep the executor alive.
    private final class Queue: @unchecked Sendable {
        // Guarded by the condition's lock.
        private var items: [Item] = []
        private var isClosed = false
        private let condition = NSCondition()

        func add(_ item: Item) {
            condition.lock()
            items.append(item)
            condition.signal()
            condition.unlock()
        }

        func close() {
            condition.lock()
            isClosed = true
            condition.signal()
            condition.unlock()
        }

        /// All items that wait; nil after the end.
        func take() -> [Item]? {
            condition.lock()
            defer { condition.unlock() }
            while items.isEmpty, !isClosed { condition.wait() }
            guard !items.isEmpty else { return nil }
            defer { items = [] }
            return items
        }
    }

    private let queue = Queue()

    /// Starts the thread.
    ///
    /// - Parameter name: shown by debuggers; at most 15 bytes of it on Linux.
    public init(name: String) {
        let queue = queue
        let thread = Thread {
            while let items = queue.take() {
                for item in items { item.run() }
            }
        }
        thread.name = name
        // The kernels' buffers and SQLite want more than the 512 KiB of a secondary thread.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit {
        queue.close()
    }

    /// Queues a job behind those that wait.
    public func enqueue(_ job: UnownedJob) {
        unsafe queue.add(Item(job, on: asUnownedSerialExecutor()))
    }

    /// The executor as actors name it.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
