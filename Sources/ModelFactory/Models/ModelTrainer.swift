package import Datanets
internal import Economy
internal import Identity
package import LanguageModels
package import Machine
package import ProofOfAttribution
package import Tensors
internal import Wire

/// Trains a model from its manifest: adapter and head, attribution index, gate.
///
/// Everything here is a function of manifest, rows, evaluation items and beacon: whoever has them
/// gets the same bytes.
package struct ModelTrainer: Sendable {
    private let base: BaseModel
    private let manifest: TrainingManifest
    private let rows: [Datanet.AcceptedRow]
    private let evaluation: [DatanetRow]?
    private let settings: HeadKernelSettings
    private let rule: PaymentRule
    private let beacon: [UInt8]
    private let threads: ComputeThreads

    /// A trained model and how the run went.
    package struct Outcome: Sendable {
        /// The model.
        package let model: TrainedModel
        /// Commitments along the run.
        package let transcript: TrainingTranscript
        /// Evaluation rows whose answer was right.
        package let evaluationCorrect: Int
    }

    /// Prepares the training of a manifest.
    ///
    /// - Parameters:
    ///   - base: the model that is tuned, loaded as trainable where training follows.
    ///   - manifest: every choice of the run.
    ///   - rows: the Datanet's accepted rows, in its order.
    ///   - evaluation: nil while the items are hidden from the caller, who then can make the
    ///     index, but neither train nor repeat the gate.
    ///   - beacon: what the manifest's seeds are mixed with, published after the manifest.
    ///   - threads: how many compute; the bits do not depend on it.
    /// - Throws: `OperationError` when the rows or the base model are not the manifest's.
    package init(
        base: BaseModel, manifest: TrainingManifest, rows: [Datanet.AcceptedRow],
        evaluation: EvaluationItems?, beacon: [UInt8], threads: ComputeThreads
    ) throws(OperationError) {
        guard base.weightsDigest == manifest.baseModel,
            base.tokenizerDigest == manifest.tokenizer
        else {
            throw OperationError(
                .altered, "the base model is not the manifest's (SHA-256 \(manifest.baseModel))")
        }
        guard rows.count == manifest.rowCount,
            SaltedRow.root(of: rows.map(\.salted)) == manifest.rowsRoot
        else {
            throw OperationError(
                .altered, "the training rows are not those that the manifest commits to")
        }
        if let evaluation, evaluation.root != manifest.evaluationRoot {
            throw OperationError(.altered, "the evaluation items are not those that were committed")
        }
        guard let settings = HeadKernelSettings(json: manifest.attribution),
            let rule = PaymentRule(json: manifest.payment)
        else {
            throw OperationError(
                .altered, "the manifest's attribution or payment section is malformed")
        }
        self.base = base
        self.manifest = manifest
        self.rows = rows
        self.evaluation = evaluation?.rows.map(\.row)
        self.settings = settings
        self.rule = rule
        self.beacon = beacon
        self.threads = threads
    }

    /// Trains and keeps the model's files, or takes up what a finished training of the manifest
    /// left.
    ///
    /// - Parameters:
    ///   - models: where the files go; what ends a training is written last.
    ///   - frozenFeatures: as in ``train(frozenFeatures:progress:)``.
    ///   - progress: as in ``train(frozenFeatures:progress:)``.
    /// - Returns: the digests of the model's files and its evaluation.
    /// - Throws: as ``train(frozenFeatures:progress:)``, and what the files throw.
    package func trainAndKeep(
        in models: ModelFiles, frozenFeatures: Matrix? = nil,
        progress: (Int, Int, Float) -> Void = { _, _, _ in }
    ) throws -> ModelFiles.Outcome {
        if let outcome = models.readOutcome(manifest: manifest.digest) { return outcome }
        let trained = try train(frozenFeatures: frozenFeatures, progress: progress)
        let outcome = ModelFiles.Outcome(
            digests: try models.write(trained.model, transcript: trained.transcript),
            transcriptRoot: trained.transcript.root, evaluationCorrect: trained.evaluationCorrect,
            evaluationTotal: try openedItems().count)
        try models.writeOutcome(outcome, manifest: manifest.digest)
        return outcome
    }

    /// Trains from the beginning.
    ///
    /// - Parameters:
    ///   - frozenFeatures: the rows' features without an adapter, where the caller has them.
    ///   - progress: called with the steps done, all steps and the loss.
    /// - Returns: the model with its index, its gate and the run's transcript.
    /// - Throws: `OperationError` when a row has a label that the manifest does not name, or when
    ///   the loss stops being finite.
    package func train(
        frozenFeatures: Matrix? = nil, progress: (Int, Int, Float) -> Void = { _, _, _ in }
    ) throws -> Outcome {
        let sequences = tokens(rows.map(\.row))
        var run = LoRATrainer(
            recipe: manifest.recipe, classifier: base.classifier, sequences: sequences,
            labels: try classes(rows.map(\.row)), classes: manifest.labels.count,
            frozenFeatures: frozenFeatures
                ?? base.classifier.features(sequences, threads: threads),
            seed: manifest.seed(for: "training", beacon: beacon), threads: threads)
        while !run.isFinished {
            run.advance(threads: threads)
            guard run.lastLoss.isFinite else {
                throw OperationError(.diverged, "training diverged: lower the learning rate")
            }
            progress(run.step, run.steps, run.lastLoss)
        }
        return try outcome(adapter: run.adapter, head: run.head, transcript: run.transcript)
    }

    /// The attribution index of an adapter and a head over the rows.
    package func index(
        adapter: LoRAAdapter, head: SoftmaxRegression.Parameters
    ) throws -> HeadKernelIndex {
        try HeadKernelIndex(
            features: base.classifier.features(
                tokens(rows.map(\.row)), adapter: adapter, threads: threads),
            labels: classes(rows.map(\.row)), head: head, settings: settings,
            seed: manifest.seed(for: "resampling", beacon: beacon), threads: threads)
    }

    /// The gate's verdicts, from the index and the evaluation items.
    package func gate(_ index: HeadKernelIndex, adapter: LoRAAdapter) throws -> GateFile {
        let evaluation = try openedItems()
        let features = base.classifier.features(
            tokens(evaluation), adapter: adapter, threads: threads)
        return GateFile(
            owners: rows.map(\.account),
            values: ContributionValue.ofRows(
                in: index, evaluationFeatures: features,
                evaluationLabels: try classes(evaluation),
                chanceQuantileMillis: rule.gateChanceQuantileMillis, threads: threads),
            rule: rule, salt: manifest.seed(for: "gate salt", beacon: beacon).bytes)
    }

    private func outcome(
        adapter: LoRAAdapter, head: SoftmaxRegression.Parameters, transcript: TrainingTranscript
    ) throws -> Outcome {
        let index = try index(adapter: adapter, head: head)
        let model = TrainedModel(
            manifest: manifest, adapter: adapter, head: head, index: index,
            gate: try gate(index, adapter: adapter), owners: rows.map(\.account),
            transcriptRoot: transcript.root)
        let evaluation = try openedItems()
        let features = base.classifier.features(
            tokens(evaluation), adapter: adapter, threads: threads)
        let truth = try classes(evaluation)
        let correct = zip(model.answers(features), truth).count { $0 == $1 }
        return Outcome(model: model, transcript: transcript, evaluationCorrect: correct)
    }

    private func openedItems() throws(OperationError) -> [DatanetRow] {
        guard let evaluation else {
            throw OperationError(.notFound, "the evaluation items are not open yet")
        }
        return evaluation
    }

    private func tokens(_ rows: [DatanetRow]) -> [[Int32]] {
        rows.map { base.tokens(of: $0.text, maximumTokens: manifest.recipe.maximumTokens) }
    }

    private func classes(_ rows: [DatanetRow]) throws(OperationError) -> [Int] {
        let numbers = Dictionary(
            manifest.labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var classes: [Int] = []
        for row in rows {
            guard let number = numbers[row.label] else {
                throw OperationError(
                    .usage, "the label '\(row.label)' is not one of the manifest's labels")
            }
            classes.append(number)
        }
        return classes
    }
}
