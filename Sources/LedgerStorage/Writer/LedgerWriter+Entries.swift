import GRDB
public import Ledger
import TransparencyLog
public import Wire

extension LedgerWriter {
    /// An entry.
    ///
    /// - Throws: ``StorageError``; its code is `noSuchEntry` past the end.
    public func entry(at index: UInt64) throws -> Entry {
        if let failure { throw failure }
        return try Entry(decoding: log.entryBytes(at: index))
    }

    /// The hash of an entry's leaf; nil past the end.
    public func leafHash(at index: UInt64) -> Digest? {
        index < size ? log.tree.leafHash(at: index) : nil
    }

    /// All entries of some kinds, in their order.
    ///
    /// - Throws: ``StorageError``.
    public func entries(of types: Set<EntryType>) throws -> [(index: UInt64, entry: Entry)] {
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
