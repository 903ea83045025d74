package import Identity
package import Wire

/// A Datanet in numbers.
package struct DatanetCard: Sendable {
    /// Its name beside the log.
    package let name: String
    /// The index of its entry; nil when the log does not hold it.
    package let index: UInt64?
    /// The labels that rows may have; none where rows have no labels.
    package let labels: [String]
    /// Rows that may be trained on.
    package let acceptedCount: Int
    /// Rows kept as duplicates.
    package let duplicateCount: Int
    /// Root over the accepted rows' salted leaves.
    package let rowsRoot: Digest
    /// Contributions in their order.
    package let contributions: [ContributionRecord]

    package init(
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
package struct ContributionRecord: Equatable, Sendable {
    /// Who made it.
    package let account: AccountAddress
    /// Rows that may be trained on.
    package let acceptedCount: Int
    /// Rows kept as duplicates.
    package let duplicateCount: Int

    package init(account: AccountAddress, acceptedCount: Int, duplicateCount: Int) {
        self.account = account
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
    }
}

/// A page of a Datanet's rows.
package struct RowPage: Sendable {
    /// At most 50 rows, in the order of their contributions.
    package let rows: [DatanetRowRecord]
    /// What to pass as `after` for the next page; nil at the end.
    package let next: UInt64?

    package init(rows: [DatanetRowRecord], next: UInt64?) {
        self.rows = rows
        self.next = next
    }
}
