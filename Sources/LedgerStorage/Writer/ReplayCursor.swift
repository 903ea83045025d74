public import Ledger
import TransparencyLog

/// Writes a reproducible run again over what it has already written.
///
/// An interrupted run starts from its beginning. As long as the log holds an entry at the cursor's
/// position, the entry to write must be that one, byte for byte, and its receipt is returned; past
/// the log's end entries are written as usual. No one else may write meanwhile. Questions to the
/// writer's state see the log's end, not the cursor's position.
public struct ReplayCursor: Sendable {
    /// The index of the next entry.
    public private(set) var position: UInt64 = 0
    private let writer: LedgerWriter

    /// A cursor at the log's beginning.
    public init(_ writer: LedgerWriter) {
        self.writer = writer
    }

    /// Writes an entry, or finds it written.
    ///
    /// - Throws: ``StorageError`` with code `replayMismatch` when the log holds another entry here,
    ///   else as ``LedgerWriter/append(_:)``.
    public mutating func append(_ body: EntryBody) async throws -> Receipt {
        guard let receipt = try await append(contentsOf: [body]).first else {
            throw StorageError(.noSuchEntry, "The writer gave no answer.")
        }
        return receipt
    }

    /// Writes entries in their order, or finds them written; the first that is refused ends it.
    ///
    /// - Throws: as ``append(_:)``.
    public mutating func append(contentsOf bodies: [EntryBody]) async throws -> [Receipt] {
        let found = try await writer.match(bodies, at: position)
        position += UInt64(found.count)
        guard found.count < bodies.count else { return found }
        var receipts = found
        let rest = Array(bodies.dropFirst(found.count))
        for result in try await writer.append(contentsOf: rest) {
            let receipt = try result.get()
            guard receipt.index == position else {
                throw StorageError(
                    .replayMismatch,
                    "Entry \(position) was written by someone else meanwhile: use an own "
                        + "directory for the run.")
            }
            receipts.append(receipt)
            position += 1
        }
        return receipts
    }
}

extension LedgerWriter {
    /// The receipts of those of the entries, from `position` on, that the log holds already.
    func match(_ bodies: [EntryBody], at position: UInt64) throws -> [Receipt] {
        if let failure { throw failure }
        var receipts: [Receipt] = []
        for (body, index) in zip(bodies, position..<max(position, log.tree.size)) {
            let receipt = try log.receipt(at: index)
            let time =
                clock.isReproducible ? clock.seconds(index) : receipt.entry.timestampSeconds
            let wanted = Entry(timestampSeconds: time, body: body)
            guard wanted.encoded == receipt.entry.encoded else {
                throw StorageError(
                    .replayMismatch,
                    "Entry \(index) of \(directory.path) is another than this run makes: the "
                        + "directory is of another seed, size or program; give a fresh one.")
            }
            receipts.append(receipt)
        }
        return receipts
    }
}
