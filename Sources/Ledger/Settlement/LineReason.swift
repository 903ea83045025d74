/// Why a part of a line's amount is held.
public enum LineReason: UInt8, CaseIterable, Sendable {
    /// Nothing is held.
    case none = 0
    /// The part between the point estimate and its lower bound.
    case uncertain
    /// All of it: the account's rows did not measurably help on items they never saw.
    case gated
    /// All of it: the account has too few rows to be judged.
    case fewRows
}
