package import Datanets
internal import Economy
internal import Identity
package import LanguageModels
package import Ledger
package import Machine
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
    private let rule: PaymentRule
    private let beacon: [UInt8]
    private let threads: ComputeThreads

    /// A trained model and how the run went.
    package struct Outcome: Sendable {
        /// The model.
        package let model: TrainedModel
        /// Commitments along the run.
        package let transcript: TrainingTranscript
        /// What was measured on the evaluation items.
        package let metrics: [ModelMetric]
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
        guard let rule = PaymentRule(json: manifest.payment) else {
            throw OperationError(.altered, "the manifest's payment section is malformed")
        }
        self.base = base
        self.manifest = manifest
        self.rows = rows
        self.evaluation = evaluation?.rows.map(\.row)
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
            parts: try models.write(trained.model, transcript: trained.transcript),
            transcriptRoot: trained.transcript.root, metrics: trained.metrics)
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
        switch manifest.kind {
        case .classifier(let labels):
            try trainedClassifier(labels, frozenFeatures: frozenFeatures, progress: progress)
        }
    }

    /// The attribution index of a model over the rows, made again.
    package func index(of model: TrainedModel) throws -> ModelAttribution.Index {
        switch model.parts {
        case .classifier(let classifier):
            try index(adapter: model.adapter, head: classifier.head, labels: classifier.labels)
        }
    }

    /// The gate's verdicts over a model's rows, from the index and the evaluation items.
    package func gate(
        of kind: ModelKind, _ index: ModelAttribution.Index, adapter: LoRAAdapter
    ) throws -> GateFile {
        let evaluation = try openedItems()
        let values: [Float]
        switch kind {
        case .classifier(let labels):
            values = index.rowValues(
                onFeatures: base.classifier.features(
                    tokens(evaluation), adapter: adapter, threads: threads),
                labels: try classes(evaluation, labels), rule: rule, threads: threads)
        }
        return GateFile(
            owners: rows.map(\.account), values: values, rule: rule,
            salt: manifest.seed(for: "gate salt", beacon: beacon).bytes)
    }

    // MARK: - Classifiers

    private func trainedClassifier(
        _ labels: [String], frozenFeatures: Matrix?, progress: (Int, Int, Float) -> Void
    ) throws -> Outcome {
        let sequences = tokens(rows.map(\.row))
        var run = LoRATrainer(
            recipe: manifest.recipe, classifier: base.classifier, sequences: sequences,
            labels: try classes(rows.map(\.row), labels), classes: labels.count,
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
        let classifier = Classifier(
            labels: labels, head: run.head,
            index: try index(adapter: run.adapter, head: run.head, labels: labels))
        let model = TrainedModel(
            manifest: manifest, adapter: run.adapter, parts: .classifier(classifier),
            gate: try gate(of: manifest.kind, classifier.index, adapter: run.adapter),
            transcriptRoot: run.transcript.root)
        return Outcome(
            model: model, transcript: run.transcript,
            metrics: [try accuracy(of: classifier, adapter: run.adapter)])
    }

    private func index(
        adapter: LoRAAdapter, head: SoftmaxRegression.Parameters, labels: [String]
    ) throws -> ModelAttribution.Index {
        try manifest.attribution.index(
            features: base.classifier.features(
                tokens(rows.map(\.row)), adapter: adapter, threads: threads),
            labels: classes(rows.map(\.row), labels), head: head,
            seed: manifest.seed(for: "resampling", beacon: beacon), threads: threads)
    }

    private func accuracy(
        of classifier: Classifier, adapter: LoRAAdapter
    ) throws -> ModelMetric {
        let evaluation = try openedItems()
        let features = base.classifier.features(
            tokens(evaluation), adapter: adapter, threads: threads)
        let truth = try classes(evaluation, classifier.labels)
        let correct = zip(classifier.answers(features), truth).count { $0 == $1 }
        return ModelMetric(
            metric: ModelMetric.accuracy, value: UInt64(correct), count: UInt32(evaluation.count))
    }

    private func classes(
        _ rows: [DatanetRow], _ labels: [String]
    ) throws(OperationError) -> [Int] {
        let numbers = Dictionary(
            labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
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

    // MARK: - Rows and items

    private func openedItems() throws(OperationError) -> [DatanetRow] {
        guard let evaluation else {
            throw OperationError(.notFound, "the evaluation items are not open yet")
        }
        return evaluation
    }

    private func tokens(_ rows: [DatanetRow]) -> [[Int32]] {
        rows.map { base.tokens(of: $0.text, maximumTokens: manifest.recipe.maximumTokens) }
    }
}
