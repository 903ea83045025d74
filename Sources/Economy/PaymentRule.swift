/// The numbers that decide who is paid now; committed in the manifest before training.
public struct PaymentRule: Equatable, Sendable {
    /// An account with fewer accepted rows waits.
    public var minimumRows = 5
    /// Standard errors that an account's mean value must lie above zero, in thousandths.
    public var gateDeviationsMillis = 1000
    /// The share of |cosines| with rows of other classes that counts as chance when a row's value
    /// is taken, in thousandths.
    public var gateChanceQuantileMillis = 950

    /// The default rule.
    public init() {}

    /// Where an account stands, given the value of each of its rows on the evaluation items.
    ///
    /// Paid is who measurably helps: mean − z · sd / √n > 0, z the rule's number of standard
    /// errors. The bound is per account, so it does not look at single rows, whose values are
    /// mostly noise.
    public func standing(values: [Float]) -> Standing {
        guard values.count >= max(2, minimumRows) else { return .fewRows }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        let bound = mean - Double(gateDeviationsMillis) / 1000 * deviation / count.squareRoot()
        return bound > 0 ? .payable : .gated
    }
}

/// Where an account stands with the gate.
public enum Standing: String, Equatable, Sendable {
    /// Its rows measurably help: the certain part of its weight is paid now.
    case payable
    /// They do not, as far as the evaluation items tell: everything is held.
    case gated
    /// It has too few rows to tell: everything is held.
    case fewRows
}
