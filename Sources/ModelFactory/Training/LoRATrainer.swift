package import LanguageModels
package import Tensors
package import Wire

/// Fine-tunes low-rank adapters and a head, the same bits for every thread count and CPU.
///
/// A run is a value that steps forward; between two steps it can be saved and resumed.
package struct LoRATrainer: Sendable {
    /// The run's choices.
    package let recipe: TrainingRecipe
    /// Optimiser steps of the whole run.
    package let steps: Int
    /// Steps done.
    package private(set) var step = 0
    /// The adapter as it stands.
    package private(set) var adapter: LoRAAdapter
    /// The head as it stands.
    package private(set) var head: SoftmaxRegression.Parameters
    /// Commitments so far.
    package private(set) var transcript: TrainingTranscript
    /// Mean loss of the last step, in nats.
    package private(set) var lastLoss: Float = .nan

    private let classifier: SequenceClassifier
    private let sequences: [[Int32]]
    private let labels: [Int]
    private let order: [Int]
    private var adapterOptimiser: AdamW
    private var headOptimiser: AdamW

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - recipe: the hyperparameters, as the manifest commits to them.
    ///   - classifier: over an encoder loaded as trainable.
    ///   - sequences: token ids of the rows, in the Datanet's order.
    ///   - labels: one class per row.
    ///   - classes: number of classes.
    ///   - frozenFeatures: [rows, width], the rows' features under the encoder without an adapter.
    ///   - seed: what the initialisation and the row order are drawn from.
    ///   - threads: how many work on the initial head; the bits do not depend on it.
    package init(
        recipe: TrainingRecipe, classifier: SequenceClassifier, sequences: [[Int32]],
        labels: [Int], classes: Int, frozenFeatures: Matrix, seed: Digest, threads: ComputeThreads
    ) {
        precondition(!sequences.isEmpty && sequences.count == labels.count)
        self.recipe = recipe
        self.classifier = classifier
        self.sequences = sequences
        self.labels = labels
        steps = recipe.steps(rows: sequences.count)
        let layout = LoRALayout(
            rank: recipe.rank, alpha: recipe.alpha, configuration: classifier.encoder.configuration)
        var initial = SeededBytes(digest: seed, label: "adapter")
        adapter = LoRAAdapter(layout: layout, random: &initial)
        head = HeadInitialiser.classMeans(
            features: frozenFeatures, labels: labels, classes: classes, threads: threads)
        var shuffling = SeededBytes(digest: seed, label: "row order")
        var order: [Int] = []
        for _ in 0..<recipe.epochs {
            var epoch = Array(sequences.indices)
            shuffling.shuffle(&epoch)
            order += epoch
        }
        self.order = order
        let settings = AdamW.Settings(
            beta1: recipe.beta1, beta2: recipe.beta2, epsilon: recipe.epsilon,
            weightDecay: recipe.weightDecay)
        adapterOptimiser = AdamW(count: layout.parameterCount, settings: settings)
        headOptimiser = AdamW(
            count: head.weights.values.count + head.bias.count, settings: settings)
        transcript = TrainingTranscript(seed: seed)
    }

    /// Whether all steps are done.
    package var isFinished: Bool { step == steps }

    /// Takes one optimiser step.
    package mutating func advance(threads: ComputeThreads) {
        precondition(!isFinished, "a finished run takes no more steps")
        let rows = batch(step)
        let gradients = classifier.gradients(
            rows.map { sequences[$0] }, labels: rows.map { labels[$0] }, adapter: adapter,
            head: head, threads: threads)
        let factor = recipe.schedule(step: step, of: steps)
        adapterOptimiser.step(
            &adapter.parameters, gradient: gradients.adapter,
            learningRate: recipe.adapterLearningRate * factor)
        var flat = head.weights.values + head.bias
        headOptimiser.step(
            &flat, gradient: gradients.head, learningRate: recipe.headLearningRate * factor)
        let split = head.weights.values.count
        head.weights.values = Array(flat[..<split])
        head.bias = Array(flat[split...])
        lastLoss = gradients.losses.laneSum / Float(gradients.losses.count)
        step += 1
        if step % recipe.stepsPerCommitment == 0 || isFinished { commit(rows) }
    }

    /// The rows of a step: each epoch is cut into batches, the last of which may be shorter.
    private func batch(_ step: Int) -> [Int] {
        let perEpoch = (sequences.count + recipe.batchRows - 1) / recipe.batchRows
        let start = step / perEpoch * sequences.count
        let first = start + step % perEpoch * recipe.batchRows
        let end = min(first + recipe.batchRows, start + sequences.count)
        return Array(order[first..<end])
    }

    private mutating func commit(_ rows: [Int]) {
        transcript.append(
            step: step,
            parameters: .init(floats: adapter.parameters + head.weights.values + head.bias),
            optimiser: .init(
                floats: adapterOptimiser.moment1 + adapterOptimiser.moment2
                    + headOptimiser.moment1 + headOptimiser.moment2),
            batch: rows)
    }
}
