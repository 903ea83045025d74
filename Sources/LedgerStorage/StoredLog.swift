package import Identity
package import Ledger
package import Machine
package import TransparencyLog
package import Wire

/// A log that can be read again: its size, its entries and their receipts.
package protocol EntryReading: Sendable {
    /// The log's public key.
    var verifierKey: VerifierKey { get }

    /// The number of durable entries.
    var size: UInt64 { get async }

    /// Size, root and last checkpoint at one moment; no checkpoint for an empty log.
    var head: (size: UInt64, root: Digest, checkpoint: SignedNote?) { get async }

    /// An entry.
    ///
    /// - Throws: `OperationError`; its code is `noSuchEntry` past the end.
    func entry(at index: UInt64) async throws -> Entry

    /// Entries, in the order in which their indices are given.
    ///
    /// - Throws: as ``entry(at:)``.
    func entries(at indices: [UInt64]) async throws -> [Entry]

    /// The last entries before an index, newest first.
    ///
    /// - Throws: `OperationError`.
    func entries(
        before index: UInt64, limit: UInt64
    ) async throws -> [(index: UInt64, entry: Entry)]

    /// The receipt of any entry, against the last checkpoint.
    ///
    /// - Throws: `OperationError`.
    func receipt(at index: UInt64) async throws -> Receipt
}

/// What moved an account's money, entry by entry.
package protocol StatementReading: Sendable {
    /// An account's latest statement lines before an index, newest first; those of every
    /// acknowledged entry are there.
    ///
    /// - Throws: `OperationError`.
    func statementLines(
        of account: AccountAddress, before index: UInt64?, limit: Int
    ) async throws -> [StatementLine]
}

/// A log that strangers can read: it is published as C2SP's static files.
package protocol LogPublishing: Sendable {
    /// Makes the static files of the last checkpoint now.
    ///
    /// - Throws: `OperationError`.
    func publish() async throws

    /// A static file by its path under the log's address, such as `checkpoint`; nil where none is.
    ///
    /// - Throws: `OperationError`.
    func staticFile(at path: String) async throws -> [UInt8]?

    /// Gives the log back, published; it takes no entry after that.
    ///
    /// - Throws: `OperationError`.
    func close() async throws
}

/// How a log does, for whoever runs it.
package protocol LogCondition: Sendable {
    /// What was found and done when the log was opened, a sentence each; empty when all was well.
    var openingNotes: [String] { get }

    /// Why no entry can be written now; nil when one can.
    var obstacle: OperationError? { get async }
}

/// All that a node needs of the log that it writes, whatever stores it.
package typealias StoredLog = EntryLog & EntryReading & StatementReading & LogPublishing
    & LogCondition

extension DataDirectory {
    /// Opens the directory's log for writing; starts one in a fresh directory.
    ///
    /// This is the one place that chooses what stores a log.
    ///
    /// - Parameters:
    ///   - key: where its signing key comes from.
    ///   - clock: of its entries.
    ///   - word: what the operator says of the log from outside.
    /// - Returns: the log.
    /// - Throws: `OperationError`.
    package func openLog(
        key: LogKey, clock: LedgerClock, word: OperatorWord = OperatorWord()
    ) throws -> any StoredLog {
        try LedgerWriter.open(self, key: key, clock: clock, word: word)
    }
}
