/// What can be chosen about the head kernel; committed in the manifest before training.
public struct HeadKernelSettings: Equatable, Sendable {
    /// λ: damping in units of each factor's mean eigenvalue.
    public var damping: Float = 1
    /// The share of |c| over rows of other labels that lies below the chance threshold, in
    /// thousandths.
    public var chanceQuantileMillis = 990
    /// At most so many rows are credited with an answer.
    public var maximumLines = 64
    /// Heads refitted on resampled rows, whose spread gives the error bar.
    public var resampledHeads = 8
    /// L-BFGS steps of a refit.
    public var refitSteps = 20
    /// Penalty that holds a refitted head near the model's.
    public var refitPenalty: Float = 0.01
    /// Standard deviations between a weight and its lower bound, in thousandths.
    public var boundDeviationsMillis = 1645

    /// The default settings.
    public init() {}
}
