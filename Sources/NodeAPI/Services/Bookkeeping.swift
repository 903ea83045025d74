public import Identity
public import Ledger

/// Reads what the log says.
public protocol Bookkeeping: Sendable {
    /// The log's head.
    func head() async throws -> LogHead

    /// The receipt of any entry, against the last checkpoint; nil past the end.
    func receipt(at index: UInt64) async throws -> Receipt?

    /// A paid answer; nil when the entry is none.
    func answer(at index: UInt64) async throws -> AnswerRecord?

    /// Entries before an index, newest first, at most 50.
    func entries(before index: UInt64?) async throws -> [EntrySummary]

    /// An account with at most 50 of its entries before an index; nil when it is not open.
    func account(_ address: AccountAddress, before index: UInt64?) async throws -> AccountRecord?
}

/// Names of accounts, from beside the log.
public protocol Profiles: Sendable {
    /// What is publicly known of an account.
    func profile(of account: AccountAddress) -> AccountProfile?
}

/// The log's static files, for those who copy it (C2SP tlog-tiles).
public protocol LogFiles: Sendable {
    /// The bytes of `checkpoint` or `tile/…`; nil when there is no such file.
    func file(at path: String) async throws -> [UInt8]?
}
