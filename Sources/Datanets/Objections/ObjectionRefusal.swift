package import Identity

/// Why an objection, or a ruling on one, is not taken.
package enum ObjectionRefusal: Error, Hashable, Sendable {
    /// No contribution to the Datanet has this receipt.
    case unknownContribution(UInt64)
    /// The contribution is somebody else's.
    case foreign
    /// The contribution has fewer rows.
    case noSuchRow(count: Int)
    /// The row counts as a row.
    case accepted(RowNumber)
    /// The row has the same words in the same order as an accepted one.
    case sameWords(RowNumber)
    /// The account has objected to the same row before.
    case again(Int)
    /// The account has as many open objections to the Datanet's verdicts as it may.
    case accountFull
    /// The Datanet has as many open objections as it may.
    case datanetFull
    /// The Datanet has no objection of this number.
    case unknownObjection(Int)
    /// It was decided the other way.
    case decided(Objection.State)
    /// The contributor's key, which has to sign, is not at hand.
    case keyMissing(AccountAddress)
    /// A reason holds nothing, or only spaces.
    case noReason
    /// A reason has so many characters, more than ``ObjectionReason/limit``.
    case reasonTooLong(Int)
    /// A reason holds a character that hides or reorders others.
    case controlCharacter(UInt32)
}

extension ObjectionRefusal: CustomStringConvertible {
    /// One sentence that says what to do where anything can be done.
    package var description: String {
        switch self {
        case .unknownContribution(let receipt):
            "No contribution to this Datanet has the receipt \(receipt)."
        case .foreign:
            "The contribution is another account's: its contributor alone may object."
        case .noSuchRow(let count):
            "The contribution has \(count) row\(count == 1 ? "" : "s"), which count from 0."
        case .accepted(let number):
            "The row is no duplicate: it was accepted as row \(number)."
        case .sameWords(let number):
            "Row \(number) has the same words in the same order, which cannot be overruled."
        case .again(let number):
            "The row was objected to before: that is objection \(number)."
        case .accountFull:
            "The account has \(Objections.openPerAccountLimit) open objections here, as many as "
                + "it may; wait until one is decided."
        case .datanetFull:
            "The Datanet has \(Objections.openLimit) open objections, as many as it may; wait "
                + "until one is decided."
        case .unknownObjection(let number): "The Datanet has no objection \(number)."
        case .decided(let state): "The objection is \(state.rawValue) already, for good."
        case .keyMissing(let account):
            "The key of \(account), which has to sign for the row, is not here; nothing was "
                + "decided."
        case .noReason: "A reason holds at least one character that is no space."
        case .reasonTooLong(let count):
            "The reason has \(count) characters; the limit is \(ObjectionReason.limit)."
        case .controlCharacter(let codePoint):
            "The reason holds the control character "
                + "U+\(String(codePoint, radix: 16, uppercase: true)); remove it."
        }
    }
}
