public import Ledger
public import Money

/// An account's balances with its latest entries.
public struct AccountRecord: Sendable {
    /// Balances and the sums behind them.
    public let statement: AccountStatement
    /// What single entries did, newest first.
    public let lines: [Line]
    /// What to pass as `before` for the next page; nil at the end.
    public let next: UInt64?
    /// Rows it has in Datanets, and how many of them are duplicates.
    public let contributions: [(datanet: String, acceptedCount: Int, duplicateCount: Int)]

    /// What one entry did to the account.
    public struct Line: Equatable, Sendable {
        /// The entry.
        public let index: UInt64
        /// When it was written, in seconds since 1970.
        public let timestampSeconds: UInt64
        /// What kind of entry it is: `answer`, `deposit`, ….
        public let kind: String
        /// Added to what may be spent.
        public let received: Amount
        /// Taken from it.
        public let spent: Amount
        /// Held because the shares are uncertain.
        public let heldUncertain: Amount
        /// Held because the account did not pass the gate.
        public let heldGated: Amount
        /// Held because the account has too few rows.
        public let heldFewRows: Amount

        /// A line as given.
        public init(
            index: UInt64, timestampSeconds: UInt64, kind: String, received: Amount, spent: Amount,
            heldUncertain: Amount, heldGated: Amount, heldFewRows: Amount
        ) {
            self.index = index
            self.timestampSeconds = timestampSeconds
            self.kind = kind
            self.received = received
            self.spent = spent
            self.heldUncertain = heldUncertain
            self.heldGated = heldGated
            self.heldFewRows = heldFewRows
        }
    }

    /// A record of its parts.
    public init(
        statement: AccountStatement, lines: [Line], next: UInt64?,
        contributions: [(datanet: String, acceptedCount: Int, duplicateCount: Int)]
    ) {
        self.statement = statement
        self.lines = lines
        self.next = next
        self.contributions = contributions
    }
}

/// Public names of accounts, kept beside the log: a team's public list address, never a person's.
public struct AccountProfile: Equatable, Sendable {
    /// What kind of account it is, which decides the shape of its picture.
    public enum Kind: String, Sendable {
        /// A team.
        case team
        /// A person or unknown.
        case person
        /// A program, or an account of the house.
        case program
    }

    /// What it is called.
    public let name: String
    /// What it is.
    public let kind: Kind

    /// A profile as given.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
