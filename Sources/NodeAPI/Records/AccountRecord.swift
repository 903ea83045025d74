package import Economy
package import Ledger
package import Money

/// An account's balances with its latest entries.
package struct AccountRecord: Sendable {
    /// Balances and the sums behind them.
    package let statement: AccountStatement
    /// What single entries did, newest first.
    package let lines: [Line]
    /// What to pass as `before` for the next page; nil at the end.
    package let next: UInt64?
    /// Rows it has in Datanets, and how many of them are duplicates.
    package let contributions: [(datanet: String, acceptedCount: Int, duplicateCount: Int)]

    /// What one entry did to the account.
    package struct Line: Equatable, Sendable {
        /// The entry.
        package let index: UInt64
        /// When it was written, in seconds since 1970.
        package let timestampSeconds: UInt64
        /// What kind of entry it is.
        package let type: EntryType
        /// Added to what may be spent.
        package let received: Amount
        /// Taken from it.
        package let spent: Amount
        /// What is held by it, by reason; a missing reason holds nothing.
        package let holds: [HoldReason: Amount]

        package init(
            index: UInt64, timestampSeconds: UInt64, type: EntryType, received: Amount,
            spent: Amount, holds: [HoldReason: Amount]
        ) {
            self.index = index
            self.timestampSeconds = timestampSeconds
            self.type = type
            self.received = received
            self.spent = spent
            self.holds = holds
        }

        /// What is held for a reason.
        package func held(_ reason: HoldReason) -> Amount { holds[reason] ?? .zero }
    }

    package init(
        statement: AccountStatement, lines: [Line], next: UInt64?,
        contributions: [(datanet: String, acceptedCount: Int, duplicateCount: Int)]
    ) {
        self.statement = statement
        self.lines = lines
        self.next = next
        self.contributions = contributions
    }
}
