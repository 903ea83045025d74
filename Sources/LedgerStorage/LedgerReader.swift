import FoundationEssentials
import GRDB
package import Identity
package import Ledger
internal import Machine
package import TransparencyLog
package import Wire

/// A log read from its directory, beside a running writer or without one; takes no lock and
/// changes nothing.
///
/// It shows the log as it was when opened. Every bundle is checked and the last checkpoint's
/// signature verified; a bundle that is not finished yet is left out.
package struct LedgerReader: Sendable {
    /// The log's public key.
    package let verifierKey: VerifierKey
    /// The directory.
    package let directory: DataDirectory
    private let log: LogReplay

    /// Reads the whole log.
    ///
    /// - Parameters:
    ///   - directory: the data directory.
    ///   - signatures: whether the signature of each entry is checked too.
    /// - Throws: `OperationError`.
    package init(
        _ directory: DataDirectory,
        signatures: LedgerState.SignatureCheck = .coveredByCheckpoint
    ) throws {
        try directory.checkFormat()
        guard let key = try Self.verifierKey(in: directory) else {
            throw OperationError(
                .key, "\(directory.verifierKey) is missing: the directory holds no log yet.")
        }
        verifierKey = key
        self.directory = directory
        log = try LogReplay(directory, key: key, signatures: signatures)
    }

    /// The log's public key, as it lies in the directory; nil when there is none yet.
    ///
    /// - Throws: `OperationError`; its code is `format` for a directory of another format.
    package static func verifierKey(in directory: DataDirectory) throws -> VerifierKey? {
        guard FileManager.default.fileExists(atPath: directory.verifierKey) else { return nil }
        try directory.checkFormat()
        let bytes = try PosixFile(directory.verifierKey, for: .reading).read(1024, at: 0)
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasSuffix("\n"), let key = VerifierKey(String(text.dropLast())) else {
            throw OperationError(
                .key, "\(directory.verifierKey) is damaged: restore it from a copy.")
        }
        return key
    }

    /// The number of entries.
    package var size: UInt64 { log.tree.size }

    /// The root over all entries.
    package var root: Digest { log.tree.root() }

    /// The last checkpoint; nil for an empty log.
    package var checkpoint: SignedNote? { log.note }

    /// Everything that follows from the entries.
    package var state: LedgerState { log.state }

    /// An entry's bytes.
    ///
    /// - Throws: `OperationError`.
    package func entryBytes(at index: UInt64) throws -> [UInt8] {
        try log.entryBytes(at: index)
    }

    /// An entry.
    ///
    /// - Throws: `OperationError`.
    package func entry(at index: UInt64) throws -> Entry {
        try Entry(decoding: entryBytes(at: index))
    }

    /// The receipt of an entry, against the last checkpoint.
    ///
    /// - Throws: `OperationError`.
    package func receipt(at index: UInt64) throws -> Receipt {
        try log.receipt(at: index)
    }

    /// The hashes that show an earlier checkpoint to be of a prefix of this log.
    ///
    /// - Throws: ``TransparencyLog/ProofError``.
    package func consistencyProof(from old: UInt64, to new: UInt64) throws -> [Digest] {
        try log.tree.consistencyProof(from: old, to: new)
    }

    /// An account's latest statement lines, newest first, from the projection.
    ///
    /// Beside a running writer the newest may be missing for a moment: the projection follows the
    /// log.
    /// - Throws: `OperationError` when there is no readable projection.
    package func statementLines(
        of account: AccountAddress, before index: UInt64? = nil, limit: Int = 100
    ) throws -> [StatementLine] {
        do {
            let projection = try Projection(reading: directory.projection)
            return try projection.pool.read {
                try StatementLine.fetch(
                    $0, account: account, before: index ?? size, limit: limit)
            }
        } catch {
            throw OperationError(
                .projection,
                "\(directory.projection) cannot be read: open the directory for writing once, "
                    + "which makes it again.")
        }
    }
}
