internal import Ledger

/// Why money is held, in words.
struct HoldReason: Sendable {
    let word: String
    let sentence: String

    /// Nil where nothing is held.
    init?(_ reason: LineReason) {
        switch reason {
        case .none: return nil
        case .uncertain:
            word = "held until measured"
            sentence = "The part above the lower bound is likely, not certain."
        case .gated:
            word = "gated"
            sentence =
                "All of it is held: this account's rows did not measurably help on items that "
                + "they never saw."
        case .fewRows:
            word = "too few rows"
            sentence = "All of it is held: the account has too few rows to be judged."
        }
    }
}
