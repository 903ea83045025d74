package import Identity

/// A contributor's word that a row of theirs is no near-copy, and what was decided.
package struct Objection: Hashable, Sendable {
    /// Where it stands.
    package enum State: String, CaseIterable, Sendable {
        /// Nobody has decided yet.
        case open
        /// The row is taken in after all.
        case upheld
        /// The row stays a duplicate.
        case dismissed
    }

    /// What the Datanet's owner decided.
    package struct Ruling: Hashable, Sendable {
        /// Whether the row is taken in after all.
        package let isUpheld: Bool
        /// Why.
        package let reason: ObjectionReason
        /// When, in seconds since 1970.
        package let seconds: UInt64

        package init(isUpheld: Bool, reason: ObjectionReason, seconds: UInt64) {
            self.isUpheld = isUpheld
            self.reason = reason
            self.seconds = seconds
        }
    }

    /// A row by its place among all that was contributed.
    package struct Place: Hashable, Sendable {
        /// The contribution, from 0 in the order of the reveals.
        package let contribution: Int
        /// The row in it, from 0.
        package let position: Int

        package init(contribution: Int, position: Int) {
            self.contribution = contribution
            self.position = position
        }
    }

    /// Its number in the Datanet, from 1.
    package let number: Int
    /// Whose row it is.
    package let account: AccountAddress
    /// The receipt of the contribution's commit.
    package let commitIndex: UInt64
    /// The row.
    package let place: Place
    /// The earlier row that it was taken for a near-copy of.
    package let original: RowNumber
    /// Why it is none.
    package let reason: ObjectionReason
    /// When, in seconds since 1970.
    package let seconds: UInt64
    /// What was decided; nil while nothing is.
    package internal(set) var ruling: Ruling?

    package init(
        number: Int, account: AccountAddress, commitIndex: UInt64, place: Place,
        original: RowNumber, reason: ObjectionReason, seconds: UInt64
    ) {
        self.number = number
        self.account = account
        self.commitIndex = commitIndex
        self.place = place
        self.original = original
        self.reason = reason
        self.seconds = seconds
    }

    /// Where it stands.
    package var state: State {
        guard let ruling else { return .open }
        return ruling.isUpheld ? .upheld : .dismissed
    }
}
