/// Why a calculation with money was refused.
public enum MoneyError: Error, Equatable, Sendable {
    /// A sum is over the largest amount, 18,446,744,073.709551615 OPEN.
    case overflow
    /// More was to be taken away than there is.
    case insufficient
    /// A part was to be larger than its whole.
    case partExceedsWhole
    /// The share at `position` is negative, infinite or not a number; the rest stands at the
    /// position after the last share.
    case improperShare(position: Int)
}

extension MoneyError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String {
        switch self {
        case .overflow: "The sum is over the largest amount, 18446744073.709551615 OPEN."
        case .insufficient: "More was to be taken away than there is."
        case .partExceedsWhole: "A part may not be larger than its whole."
        case .improperShare(let position):
            "The share at position \(position) must be a finite number that is not negative."
        }
    }
}
