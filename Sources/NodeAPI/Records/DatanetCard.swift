public import Identity
public import Wire

/// A Datanet in numbers.
public struct DatanetCard: Sendable {
    /// Its name beside the log.
    public let name: String
    /// The index of its entry; nil when the log does not hold it.
    public let index: UInt64?
    /// The labels that rows may have.
    public let labels: [String]
    /// Rows that may be trained on.
    public let acceptedCount: Int
    /// Rows kept as duplicates.
    public let duplicateCount: Int
    /// Root over the accepted rows' salted leaves.
    public let rowsRoot: Digest
    /// Contributions in their order.
    public let contributions: [ContributionRecord]

    /// A card of its parts.
    public init(
        name: String, index: UInt64?, labels: [String], acceptedCount: Int, duplicateCount: Int,
        rowsRoot: Digest, contributions: [ContributionRecord]
    ) {
        self.name = name
        self.index = index
        self.labels = labels
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.rowsRoot = rowsRoot
        self.contributions = contributions
    }
}

/// One contribution to a Datanet.
public struct ContributionRecord: Equatable, Sendable {
    /// Who made it.
    public let account: AccountAddress
    /// Rows that may be trained on.
    public let acceptedCount: Int
    /// Rows kept as duplicates.
    public let duplicateCount: Int

    /// A record as given.
    public init(account: AccountAddress, acceptedCount: Int, duplicateCount: Int) {
        self.account = account
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
    }
}

/// A page of a Datanet's rows.
public struct RowPage: Sendable {
    /// At most 50 rows, in the order of their contributions.
    public let rows: [DatanetRowRecord]
    /// What to pass as `after` for the next page; nil at the end.
    public let next: UInt64?

    /// A page as given.
    public init(rows: [DatanetRowRecord], next: UInt64?) {
        self.rows = rows
        self.next = next
    }
}
