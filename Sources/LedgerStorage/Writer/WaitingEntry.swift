package import Ledger
import Synchronization

/// An entry on its way to the disk, and how that ended.
package final class WaitingEntry: Sendable {
    let body: EntryBody
    private let outcome = Mutex<Result<Receipt, any Error>?>(nil)

    package init(_ body: EntryBody) {
        self.body = body
    }

    /// The outcome; nil while it waits.
    var result: Result<Receipt, any Error>? { outcome.withLock { $0 } }

    func finish(_ result: Result<Receipt, any Error>) {
        outcome.withLock { $0 = $0 ?? result }
    }
}

/// The queue in front of the writer, of bounded length.
package final class Inbox: Sendable {
    private let waiting = Mutex<[WaitingEntry]>([])
    private let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    /// Queues all of them, or none when there is no room.
    ///
    /// - Throws: ``StorageError`` with code `overloaded`.
    package func add(_ entries: [WaitingEntry]) throws {
        try waiting.withLock { waiting in
            guard waiting.isEmpty || waiting.count + entries.count <= limit else {
                throw StorageError(
                    .overloaded, "\(waiting.count) entries wait to be written: try again later.")
            }
            waiting += entries
        }
    }

    /// Takes the oldest ones out.
    package func take(upTo count: Int) -> [WaitingEntry] {
        waiting.withLock { waiting in
            let batch = Array(waiting.prefix(count))
            waiting.removeFirst(batch.count)
            return batch
        }
    }
}
