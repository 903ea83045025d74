package import Identity
package import Ledger

/// Reads what the log says.
package protocol LedgerReading: Sendable {
    /// The log's head.
    func head() async throws -> LogHead

    /// The receipt of any entry, against the last checkpoint; nil past the end.
    func receipt(at index: UInt64) async throws -> Receipt?

    /// A paid answer, with its words where the reader may see them; nil when the entry is not an
    /// answer.
    func answer(at index: UInt64, for reader: AnswerReader) async throws -> AnswerRecord?

    /// Entries before an index, newest first, at most 50.
    func entries(before index: UInt64?) async throws -> [EntrySummary]

    /// An account with at most 50 of its entries before an index; nil when it is not open.
    func account(_ address: AccountAddress, before index: UInt64?) async throws -> AccountRecord?
}

/// Names of accounts, from beside the log.
package protocol Profiles: Sendable {
    /// What is publicly known of an account.
    func profile(of account: AccountAddress) -> AccountProfile?

    /// The accounts in whose names the words stand, in any case.
    func accounts(named words: String, limit: Int) -> [AccountAddress]
}

/// The log's static files, for those who copy it (C2SP tlog-tiles).
package protocol LogFiles: Sendable {
    /// The bytes of `checkpoint` or `tile/…`; nil when there is no such file.
    func file(at path: String) async throws -> [UInt8]?
}

/// Lists models and Datanets.
package protocol Catalogue: Sendable {
    /// The models on sale, newest first; of each name the latest.
    func models() async throws -> [ModelCard]

    /// The Datanets, by name.
    func datanets() async throws -> [DatanetCard]

    /// Rows of a Datanet in the order of their contributions, duplicates among them.
    ///
    /// - Parameters:
    ///   - datanet: its name.
    ///   - query: words that a row must contain; nil for every row.
    ///   - after: ``RowPage/next`` of the page before; nil for the first page.
    /// - Returns: nil when there is no such Datanet.
    /// - Throws: what the files of the Datanet throw.
    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage?
}
