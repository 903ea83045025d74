package import Identity

/// An objection to a near-copy verdict, as its contributor and the operator read it.
package struct ObjectionRecord: Equatable, Sendable {
    /// Where it stands.
    package enum State: String, CaseIterable, Sendable {
        case open, upheld, dismissed
    }

    /// What the Datanet's owner decided.
    package struct Ruling: Equatable, Sendable {
        /// Why.
        package let reason: String
        /// When, in seconds since 1970.
        package let seconds: UInt64

        package init(reason: String, seconds: UInt64) {
            self.reason = reason
            self.seconds = seconds
        }
    }

    /// Where the row of an upheld objection was taken in.
    package struct TakenIn: Equatable, Sendable {
        /// The row's number.
        package let row: UInt32
        /// The index of the commit's entry.
        package let commit: UInt64
        /// The index of the reveal's entry.
        package let reveal: UInt64

        package init(row: UInt32, commit: UInt64, reveal: UInt64) {
            self.row = row
            self.commit = commit
            self.reveal = reveal
        }
    }

    /// Its number in the Datanet, from 1.
    package let number: UInt64
    /// Where it stands.
    package let state: State
    /// Whose row it is.
    package let account: AccountAddress
    /// The receipt of the contribution's commit.
    package let contribution: UInt64
    /// The row's place in the contribution, from 0.
    package let position: Int
    /// The earlier row that it was taken for a near-copy of.
    package let original: UInt32
    /// The row.
    package let row: SubmittedRow
    /// Why it is none.
    package let reason: String
    /// When that was said, in seconds since 1970.
    package let seconds: UInt64
    /// What was decided; nil while nothing is.
    package let ruling: Ruling?
    /// Where the row was taken in; nil unless the objection is upheld, and until it is done.
    package let takenIn: TakenIn?

    package init(
        number: UInt64, state: State, account: AccountAddress, contribution: UInt64,
        position: Int, original: UInt32, row: SubmittedRow, reason: String, seconds: UInt64,
        ruling: Ruling? = nil, takenIn: TakenIn? = nil
    ) {
        self.number = number
        self.state = state
        self.account = account
        self.contribution = contribution
        self.position = position
        self.original = original
        self.row = row
        self.reason = reason
        self.seconds = seconds
        self.ruling = ruling
        self.takenIn = takenIn
    }
}

/// How many objections to a Datanet's near-copy verdicts are in which state.
package struct ObjectionCounts: Equatable, Sendable {
    /// No objections.
    package static let none = ObjectionCounts(open: 0, upheld: 0, dismissed: 0)

    /// Nobody has decided these.
    package let open: Int
    /// The rows of these are taken in after all.
    package let upheld: Int
    /// The rows of these stay duplicates.
    package let dismissed: Int

    package init(open: Int, upheld: Int, dismissed: Int) {
        self.open = open
        self.upheld = upheld
        self.dismissed = dismissed
    }
}

/// A page of objections.
package struct ObjectionPage: Sendable {
    /// The most objections of a page.
    package static let limit = 50

    /// At most ``limit`` objections in their order.
    package let objections: [ObjectionRecord]
    /// What to pass as `after` for the next page; nil at the end.
    package let next: UInt64?

    package init(objections: [ObjectionRecord], next: UInt64?) {
        self.objections = objections
        self.next = next
    }
}
