internal import Kernels

/// A fork-join team of threads of its own, so that long arithmetic never occupies the threads that
/// Swift's tasks run on (with two cores, that stops a server outright).
///
/// The team divides work; it never enters the arithmetic. Callers hand out a number of items that
/// depends on the problem alone and combine the results in the items' order, so that results are
/// the same bits for every thread count.
@safe public final class ComputeThreads: Sendable {
    /// Threads that work at once, the caller's included.
    public let count: Int
    nonisolated(unsafe) private let team: OpaquePointer

    /// Starts `count` − 1 threads, which sleep until there is work.
    public init(count: Int) {
        precondition(count >= 1, "a team has at least the caller's thread")
        self.count = count
        guard let team = unsafe ol_team_create(count) else {
            fatalError("no memory for a team of threads")
        }
        unsafe self.team = team
    }

    deinit {
        unsafe ol_team_destroy(team)
    }

    /// The values of `body` at 0 ..< `items`, computed by the whole team, in order.
    public func map<Value: Sendable>(
        _ items: Int, _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        guard items > 0 else { return [] }
        return unsafe [Value](unsafeUninitializedCapacity: items) { buffer, initialised in
            guard let base = buffer.baseAddress else { return }
            withoutActuallyEscaping(body) { body in
                let job = Job { index in
                    unsafe (base + index).initialize(to: body(index))
                }
                let context = unsafe Unmanaged.passUnretained(job).toOpaque()
                unsafe ol_team_run(
                    team, items,
                    { context, index in
                        guard let context = unsafe context else { return }
                        unsafe Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().run(index)
                    }, context)
                withExtendedLifetime(job) {}
            }
            initialised = items
        }
    }

    /// Calls `body` for 0 ..< `items`, each once, on the whole team.
    public func forEach(_ items: Int, _ body: @Sendable (Int) -> Void) {
        _ = map(items) { body($0) }
    }

    private final class Job {
        let run: (Int) -> Void

        init(_ run: @escaping (Int) -> Void) {
            self.run = run
        }
    }
}
