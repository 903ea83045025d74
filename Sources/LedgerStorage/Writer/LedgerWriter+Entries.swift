import GRDB
package import Ledger
import Wire

extension LedgerWriter {
    /// An entry.
    ///
    /// - Throws: `OperationError`; its code is `noSuchEntry` past the end.
    package func entry(at index: UInt64) throws -> Entry {
        if let failure { throw failure }
        return try Entry(decoding: log.entryBytes(at: index))
    }

    /// Entries, in the order in which their indices are given; decoded by the caller's thread,
    /// which is not the one that paid answers wait for.
    ///
    /// - Throws: `OperationError`; its code is `noSuchEntry` past the end.
    package nonisolated func entries(at indices: [UInt64]) async throws -> [Entry] {
        try await bytes(ofEntries: indices).map { try Entry(decoding: $0) }
    }

    /// The last entries before an index, newest first; decoded as those of ``entries(at:)``.
    ///
    /// - Throws: `OperationError`.
    package nonisolated func entries(
        before index: UInt64, limit: UInt64
    ) async throws -> [(index: UInt64, entry: Entry)] {
        let end = min(index, await size)
        let indices = Array((end - min(end, limit)..<end).reversed())
        return zip(indices, try await entries(at: indices)).map { ($0, $1) }
    }

    private func bytes(ofEntries indices: [UInt64]) throws -> [[UInt8]] {
        if let failure { throw failure }
        return try indices.map { try log.entryBytes(at: $0) }
    }

    /// All entries of some kinds, in their order.
    ///
    /// - Throws: `OperationError`.
    package func entries(of types: Set<EntryType>) throws -> [(index: UInt64, entry: Entry)] {
        try bringProjectionUp()
        let wanted = types.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        let indices = try projection.pool.read { db in
            try Int64.fetchAll(
                db, sql: "SELECT idx FROM entries WHERE type IN (\(wanted)) ORDER BY idx")
        }
        return try indices.map { index in
            let index = UInt64(bitPattern: index)
            return (index, try Entry(decoding: log.entryBytes(at: index)))
        }
    }
}
