package import Synchronization

/// What waits for one thread that works on several items at once.
///
/// Callers add items, then go to that thread; whoever finds it idle works for all who wait, and the
/// others find their outcomes there when they come. So batches grow with the load by themselves,
/// and nobody waits for others to come. An item that was added is worked on, even when its caller
/// has been cancelled.
///
/// Its code may be inlined where it is used, so that it is compiled for the kinds of items there:
/// a batch of the ledger passes through it for every bundle.
package final class BatchQueue<Item: Sendable, Outcome: Sendable>: Sendable {
    /// A caller's claim to the outcome of its item.
    package final class Ticket: Sendable {
        @usableFromInline let item: Item
        @usableFromInline let stored = Mutex<Outcome?>(nil)

        @inlinable init(_ item: Item) { self.item = item }

        @inlinable var outcome: Outcome? { stored.withLock { $0 } }

        @inlinable func keep(_ outcome: Outcome) { stored.withLock { $0 = outcome } }
    }

    @usableFromInline let waiting = Mutex<[Ticket]>([])
    @usableFromInline let limit: Int

    /// An empty queue.
    ///
    /// - Parameter limit: items that may wait. More are refused, unless nothing waits.
    @inlinable package init(limit: Int = .max) {
        self.limit = limit
    }

    /// Queues all of the items behind those that wait, or none when there is no room.
    @inlinable package func add(_ items: [Item]) throws(BatchQueueFull) -> [Ticket] {
        let tickets = items.map(Ticket.init)
        let full = waiting.withLock { waiting -> BatchQueueFull? in
            guard waiting.isEmpty || items.count <= limit - waiting.count else {
                return BatchQueueFull(waitingCount: waiting.count)
            }
            waiting += tickets
            return nil
        }
        if let full { throw full }
        return tickets
    }

    /// Works on batches until items that were added have their outcomes.
    ///
    /// Called on the one thread that works, and nowhere else.
    /// - Parameters:
    ///   - tickets: what was got for the items.
    ///   - limit: items in a batch, at least one is taken; asked before each batch.
    ///   - together: whether an item may be in one batch with the oldest; nil when all may.
    ///   - work: works on a batch; gives one outcome an item, in their order.
    /// - Returns: the outcomes, in the order of the tickets.
    @inlinable package func outcomes(
        of tickets: [Ticket], upTo limit: @autoclosure () -> Int,
        together: ((_ oldest: Item, _ other: Item) -> Bool)? = nil, work: ([Item]) -> [Outcome]
    ) -> [Outcome] {
        tickets.map { ticket in
            while true {
                if let outcome = ticket.outcome { return outcome }
                let batch = take(upTo: max(1, limit()), together)
                precondition(!batch.isEmpty, "An item without an outcome waits: one thread works.")
                let outcomes = work(batch.map(\.item))
                precondition(outcomes.count == batch.count, "Each item has one outcome.")
                for (ticket, outcome) in zip(batch, outcomes) { ticket.keep(outcome) }
            }
        }
    }

    @inlinable func take(
        upTo count: Int, _ together: ((_ oldest: Item, _ other: Item) -> Bool)?
    ) -> [Ticket] {
        waiting.withLock { waiting in
            guard let together, let oldest = waiting.first?.item else {
                let batch = Array(waiting.prefix(count))
                waiting.removeFirst(batch.count)
                return batch
            }
            var batch: [Ticket] = []
            waiting.removeAll { ticket in
                guard batch.count < count, together(oldest, ticket.item) else { return false }
                batch.append(ticket)
                return true
            }
            return batch
        }
    }
}

/// More items wait than may.
package struct BatchQueueFull: Error, Equatable, Sendable {
    /// How many wait.
    package let waitingCount: Int

    @inlinable package init(waitingCount: Int) { self.waitingCount = waitingCount }
}
