/// Why money is held for an account instead of being payable.
///
/// A new reason is a case here with its words: balances, tables, documents and pages list all
/// cases.
package enum HoldReason: UInt8, CaseIterable, Sendable {
    /// The part between the point estimate and its lower bound.
    case uncertain = 1
    /// All of it: the account's rows did not measurably help on items they never saw.
    case gated
    /// All of it: the account has too few rows to be judged.
    case fewRows

    /// The reason's word in documents and tables.
    package var word: String {
        switch self {
        case .uncertain: "uncertain"
        case .gated: "gated"
        case .fewRows: "fewRows"
        }
    }

    /// The word of an amount that is held for it, where amounts of several kinds stand together.
    package var heldWord: String { "held" + word.prefix(1).uppercased() + word.dropFirst() }

    /// The reason in a statement that people read.
    package var title: String {
        switch self {
        case .uncertain: "uncertain"
        case .gated: "gated"
        case .fewRows: "too few rows"
        }
    }

    /// The reason beside an amount on a page.
    package var pill: String {
        switch self {
        case .uncertain: "held"
        case .gated: "gated"
        case .fewRows: "too few rows"
        }
    }

    /// The reason explained to whoever waits, in one sentence.
    package var explanation: String {
        switch self {
        case .uncertain: "The part above the lower bound is likely, not certain."
        case .gated:
            "All of it is held: this account's rows did not measurably help on items that they "
                + "never saw."
        case .fewRows: "All of it is held: the account has too few rows to be judged."
        }
    }

    /// Whether it holds a whole line rather than the part of it that is uncertain.
    package var holdsWholeLine: Bool {
        switch self {
        case .uncertain: false
        case .gated, .fewRows: true
        }
    }

    /// The word of what is held for no reason, because nothing is held.
    package static let noneWord = "none"
}
