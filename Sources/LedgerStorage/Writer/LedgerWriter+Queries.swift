import GRDB
package import Identity
package import Ledger
internal import Machine
package import TransparencyLog
package import Wire

extension LedgerWriter {
    /// The number of entries on the disk.
    package var size: UInt64 { UInt64(log.locations.count) }

    /// The last checkpoint; nil for an empty log.
    package var checkpoint: SignedNote? { log.note }

    /// The root over all entries.
    package var root: Digest {
        // The tree may be ahead of the disk after a failed write.
        (try? log.tree.root(atSize: size)) ?? MerkleTree().root()
    }

    /// Size, root and last checkpoint at one moment.
    package var head: (size: UInt64, root: Digest, checkpoint: SignedNote?) {
        (size, root, checkpoint)
    }

    /// Asks the state, at no cost of a copy.
    ///
    /// - Throws: `OperationError` with code `stopped` after a failed write.
    package func query<Answer: Sendable>(
        _ question: @Sendable (LedgerState) throws -> Answer
    ) throws -> Answer {
        if let failure { throw failure }
        return try question(log.state)
    }

    /// The receipt of any entry, against the last checkpoint.
    ///
    /// - Throws: `OperationError`.
    package func receipt(at index: UInt64) throws -> Receipt {
        if let failure { throw failure }
        return try log.receipt(at: index)
    }

    /// The hashes that show an earlier checkpoint to be of a prefix of this log.
    ///
    /// - Throws: `OperationError` or ``TransparencyLog/ProofError``.
    package func consistencyProof(from old: UInt64, to new: UInt64) throws -> [Digest] {
        if let failure { throw failure }
        return try log.tree.consistencyProof(from: old, to: new)
    }

    /// An account's latest statement lines, newest first; those of every acknowledged entry are
    /// there.
    ///
    /// The writer goes on while they are read.
    /// - Throws: `OperationError`.
    package nonisolated func statementLines(
        of account: AccountAddress, before index: UInt64? = nil, limit: Int = 100
    ) async throws -> [StatementLine] {
        try await bringProjectionUp()
        return try await projection.pool.read {
            try StatementLine.fetch($0, account: account, before: index, limit: limit)
        }
    }

    /// Makes the C2SP files of the last checkpoint now, and brings the projection up.
    ///
    /// - Throws: `OperationError`.
    package func publish() throws {
        try bringProjectionUp()
        try checkLock()
        try files.publish(log)
    }

    /// A static file by its path under the log's address; nil where none is.
    ///
    /// - Throws: `OperationError` when one is there and cannot be read.
    package nonisolated func staticFile(at path: String) throws -> [UInt8]? {
        try PosixFile.contentsIfThere(of: "\(directory.log)/\(path)", limit: Tile.byteLimit)
    }

    /// Whether a commit to the projection waits for the disk, as it must.
    package func isProjectionFullySynchronous() throws -> Bool {
        try projection.pool.writeWithoutTransaction(Projection.isFullySynchronous)
    }
}
