package import Economy
package import Identity
package import Wire

/// A Datanet in numbers.
package struct DatanetCard: Sendable {
    /// The most contributions that a card lists.
    package static let contributionLimit = 50

    /// Its name beside the log.
    package let name: String
    /// The index of its entry; nil when the log does not hold it.
    package let index: UInt64?
    /// What its owner laid down; nil for a Datanet of the first layout.
    package let policy: DatanetPolicy?
    /// The labels that rows may have; none where rows have no labels.
    package let labels: [String]
    /// Rows that may be trained on.
    package let acceptedCount: Int
    /// Rows kept as duplicates.
    package let duplicateCount: Int
    /// Root over the accepted rows' salted leaves.
    package let rowsRoot: Digest
    /// The first ``contributionLimit`` contributions in their order.
    package let contributions: [ContributionRecord]
    /// How many contributions there are.
    package let contributionCount: Int
    /// How many accounts they are from.
    package let contributorCount: Int
    /// How many objections to near-copy verdicts are in which state.
    package let objections: ObjectionCounts

    package init(
        name: String, index: UInt64?, policy: DatanetPolicy?, labels: [String],
        acceptedCount: Int, duplicateCount: Int, rowsRoot: Digest,
        contributions: [ContributionRecord], contributionCount: Int, contributorCount: Int,
        objections: ObjectionCounts = .none
    ) {
        self.name = name
        self.index = index
        self.policy = policy
        self.labels = labels
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.rowsRoot = rowsRoot
        self.contributions = contributions
        self.contributionCount = contributionCount
        self.contributorCount = contributorCount
        self.objections = objections
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
    /// At most 50 rows, in the order of their contributions; fewer, or none, where little was found
    /// among those that one request may look at.
    package let rows: [DatanetRowRecord]
    /// What to pass as `after` for the next page; nil at the end, and only there.
    package let next: UInt64?

    package init(rows: [DatanetRowRecord], next: UInt64?) {
        self.rows = rows
        self.next = next
    }
}
