import Machine
import Testing

@Suite struct `A queue of items that are worked on together` {
    private struct Refused: Error {}

    /// Works on a thread of its own, and notes its batches.
    private actor Worker {
        typealias Outcome = Result<Int, any Error>

        private let thread = DedicatedThread(name: "worker")
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            thread.asUnownedSerialExecutor()
        }
        nonisolated let queue: BatchQueue<Int, Outcome>
        private(set) var batches: [[Int]] = []

        init(limit: Int = .max) { queue = BatchQueue(limit: limit) }

        /// Twice the item; an item below zero spoils its batch.
        nonisolated func double(_ items: [Int], upTo limit: Int = .max) async throws -> [Int] {
            try await work(queue.add(items), upTo: limit).map { try $0.get() }
        }

        func work(
            _ tickets: [BatchQueue<Int, Outcome>.Ticket], upTo limit: Int = .max,
            together: ((Int, Int) -> Bool)? = nil
        ) -> [Outcome] {
            queue.outcomes(of: tickets, upTo: limit, together: together) { items in
                batches.append(items)
                let isSpoilt = items.contains { $0 < 0 }
                return items.map { isSpoilt ? .failure(Refused()) : .success(2 * $0) }
            }
        }
    }

    @Test func `gives each caller the outcomes of its own items, in their order`() async throws {
        let worker = Worker()
        let callers = (0..<100).map { caller in
            let items = (0..<caller % 7).map { caller * 10 + $0 }
            return (items: items, answer: Task { try await worker.double(items) })
        }
        for (items, answer) in callers {
            let doubled = try await answer.value
            #expect(doubled == items.map { 2 * $0 })
        }
        #expect(await worker.batches.flatMap { $0 }.count == (0..<100).reduce(0) { $0 + $1 % 7 })
    }

    @Test func `works on what waits in the order in which it came, so many at a time`()
        async throws
    {
        let worker = Worker()
        var tickets: [BatchQueue<Int, Worker.Outcome>.Ticket] = []
        for item in 0..<10 { tickets += try worker.queue.add([item]) }
        // The last one's caller works for all who wait.
        #expect(try await worker.work([tickets[9]], upTo: 4)[0].get() == 18)
        #expect(await worker.batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
        // The others find their outcomes.
        let outcomes = await worker.work(tickets)
        #expect(try outcomes.map { try $0.get() } == (0..<10).map { 2 * $0 })
        #expect(await worker.batches.count == 3)
    }

    @Test func `takes at least one item, whatever the limit of a batch`() async throws {
        let worker = Worker()
        #expect(try await worker.double([1, 2], upTo: 0) == [2, 4])
        #expect(await worker.batches == [[1], [2]])
    }

    @Test func `puts with the oldest item those that may be with it`() async throws {
        let worker = Worker()
        let tickets = try worker.queue.add([1, 2, 3, 4, 5, 7, 9])
        _ = await worker.work(tickets, upTo: 3) { $0 % 2 == $1 % 2 }
        #expect(await worker.batches == [[1, 3, 5], [2, 4], [7, 9]])
    }

    @Test func `tells an error to all of a batch and to no other`() async throws {
        let worker = Worker()
        let tickets = try worker.queue.add([1, 2, -1, 4, 5, 6])
        let outcomes = await worker.work(tickets, upTo: 3)
        #expect(outcomes.map { (try? $0.get()) ?? -1 } == [-1, -1, -1, 8, 10, 12])
        #expect(try await worker.double([8]) == [16])
    }

    @Test func `refuses what finds it full, and takes any number when nothing waits`()
        async throws
    {
        let worker = Worker(limit: 3)
        let first = try worker.queue.add([1, 2, 3, 4, 5])
        #expect(throws: BatchQueueFull(waitingCount: 5)) { _ = try worker.queue.add([6]) }
        _ = await worker.work([first[0]], upTo: 4)
        let second = try worker.queue.add([6, 7])
        #expect(throws: BatchQueueFull(waitingCount: 3)) { _ = try worker.queue.add([8]) }
        let outcomes = await worker.work(first + second)
        #expect(try outcomes.map { try $0.get() } == [2, 4, 6, 8, 10, 12, 14])
        #expect(await worker.batches == [[1, 2, 3, 4], [5, 6, 7]])
    }

    @Test func `works on the items of callers that were cancelled`() async throws {
        let worker = Worker()
        let cancelled = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await worker.double([1, 2])
        }
        cancelled.cancel()
        #expect(try await cancelled.value == [2, 4])
        #expect(try await worker.double([3]) == [6])
    }

    @Test func `works once for all who came before, whoever is first`() async throws {
        let worker = Worker()
        let tickets = try (0..<50).map { try worker.queue.add([$0]) }
        await withTaskGroup { group in
            for ticket in tickets { group.addTask { _ = await worker.work(ticket) } }
        }
        #expect(await worker.batches == [Array(0..<50)])
    }
}
