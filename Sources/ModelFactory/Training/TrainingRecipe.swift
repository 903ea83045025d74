/// Everything about a training run that a person chooses.
///
/// Defaults are the recipe that was measured best for short texts: adapters of rank 8 on every
/// linear map, AdamW, a short warm-up and a linear decay.
public struct TrainingRecipe: Equatable, Sendable {
    /// Rank of the adapters.
    public var rank = 8
    /// alpha of the adapters: their product is scaled by alpha / rank.
    public var alpha: Float = 16
    /// Passes over the rows.
    public var epochs = 2
    /// Rows in one optimiser step.
    public var batchRows = 32
    /// Highest learning rate of the adapters.
    public var adapterLearningRate: Float = 3e-3
    /// Highest learning rate of the head.
    public var headLearningRate: Float = 1e-3
    /// Decay of the first moments.
    public var beta1: Float = 0.9
    /// Decay of the second moments.
    public var beta2: Float = 0.98
    /// Guard of AdamW's denominator.
    public var epsilon: Float = 1e-8
    /// Decoupled weight decay.
    public var weightDecay: Float = 0.01
    /// Share of the steps, in percent, over which the learning rate rises to its highest.
    public var warmUpPercent = 6
    /// Longest token sequence.
    public var maximumTokens = 32
    /// Steps between two commitments of the transcript.
    public var stepsPerCommitment = 25

    /// The default recipe.
    public init() {}

    /// Number of optimiser steps for a number of rows.
    public func steps(rows: Int) -> Int {
        epochs * ((rows + batchRows - 1) / batchRows)
    }

    /// The learning rate's factor at a step: rising over the warm-up, then falling to 0.
    public func schedule(step: Int, of steps: Int) -> Float {
        let warmUp = max(1, steps * warmUpPercent / 100)
        if step < warmUp { return Float(step + 1) / Float(warmUp) }
        return Float(steps - step) / Float(max(1, steps - warmUp))
    }
}
