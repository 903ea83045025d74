/// The numbers that decide who is paid now; committed in the manifest before training.
///
/// How values of rows are measured and judged by these numbers is no matter of integers and stands
/// where models are evaluated; what comes back from there is a ``Standing``.
package struct PaymentRule: Equatable, Sendable {
    /// An account with fewer accepted rows waits.
    package var minimumRows = 5
    /// Standard errors that an account's mean value must lie above zero, in thousandths.
    package var gateDeviationsMillis = 1000
    /// The share of |cosines| with rows of other classes that counts as chance when a row's value
    /// is taken, in thousandths.
    package var gateChanceQuantileMillis = 950

    /// The default rule.
    package init() {}
}

/// Where an account stands with the gate: a verdict over its rows.
package enum Standing: String, Equatable, Sendable {
    /// Its rows measurably help: the certain part of its weight is paid now.
    case payable
    /// They do not, as far as the evaluation items tell: everything is held.
    case gated
    /// It has too few rows to tell: everything is held.
    case fewRows

    /// Why everything is held; nil where it is not.
    package var hold: HoldReason? {
        switch self {
        case .payable: nil
        case .gated: .gated
        case .fewRows: .fewRows
        }
    }
}
