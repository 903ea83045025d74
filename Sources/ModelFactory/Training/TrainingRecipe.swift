/// Everything about a training run that a person chooses.
///
/// Defaults are the recipe that was measured best for short texts: adapters of rank 8 on every
/// linear map, AdamW, a short warm-up and a linear decay.
package struct TrainingRecipe: Equatable, Sendable {
    /// Rank of the adapters.
    package var rank = 8
    /// alpha of the adapters: their product is scaled by alpha / rank.
    package var alpha: Float = 16
    /// Passes over the rows.
    package var epochs = 2
    /// Rows in one optimiser step.
    package var batchRows = 32
    /// Highest learning rate of the adapters.
    package var adapterLearningRate: Float = 3e-3
    /// Highest learning rate of the head.
    package var headLearningRate: Float = 1e-3
    /// Decay of the first moments.
    package var beta1: Float = 0.9
    /// Decay of the second moments.
    package var beta2: Float = 0.98
    /// Guard of AdamW's denominator.
    package var epsilon: Float = 1e-8
    /// Decoupled weight decay.
    package var weightDecay: Float = 0.01
    /// Share of the steps, in percent, over which the learning rate rises to its highest.
    package var warmUpPercent = 6
    /// Longest token sequence.
    package var maximumTokens = 32
    /// Steps between two commitments of the transcript.
    package var stepsPerCommitment = 25

    /// The default recipe.
    package init() {}

    /// Number of optimiser steps for a number of rows.
    package func steps(rows: Int) -> Int {
        epochs * ((rows + batchRows - 1) / batchRows)
    }

    /// The learning rate's factor at a step: rising over the warm-up, then falling to 0.
    package func schedule(step: Int, of steps: Int) -> Float {
        let warmUp = max(1, steps * warmUpPercent / 100)
        if step < warmUp { return Float(step + 1) / Float(warmUp) }
        return Float(steps - step) / Float(max(1, steps - warmUp))
    }
}
