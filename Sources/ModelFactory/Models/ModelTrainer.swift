package import Datanets
internal import Economy
internal import Identity
internal import LanguageModels
package import Ledger
package import Machine
package import Tensors
internal import Wire

/// Trains a model from its manifest: adapter and head, attribution index, gate.
///
/// Everything here is a function of manifest, rows, evaluation items and beacon: whoever has them
/// gets the same bytes.
package struct ModelTrainer: Sendable {
    /// With fewer rows the accuracy is mostly chance.
    package static let leastRows = 20

    let base: BaseModel
    let manifest: TrainingManifest
    let rows: [Datanet.AcceptedRow]
    /// The items that count; nil while they are hidden from the caller.
    private let evaluation: [DatanetRow]?
    let rule: PaymentRule
    let beacon: [UInt8]
    let threads: ComputeThreads

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
        try base.require(manifest)
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
        self.evaluation = evaluation.map { items in
            // Manifests of earlier layouts counted every item, trained on or not.
            manifest.verdict == nil ? items.rows.map(\.row) : items.unseen(by: rows.map(\.row))
        }
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
    /// - Throws: `OperationError` when a row has a label that the manifest does not name, when
    ///   the loss or a parameter leaves the range of arithmetic, or when the gate leaves too few
    ///   rows for a model.
    package func train(
        frozenFeatures: Matrix? = nil, progress: (Int, Int, Float) -> Void = { _, _, _ in }
    ) throws -> Outcome {
        switch manifest.kind {
        case .classifier(let labels):
            try trainedClassifier(labels, frozenFeatures: frozenFeatures, progress: progress)
        }
    }

    /// The attribution index of a model over the rows that it learned from, made again.
    package func index(of model: TrainedModel) throws -> ModelAttribution.Index {
        switch model.parts {
        case .classifier(let classifier):
            let learned = model.learned(rows, account: \.account)
            return try index(
                features: features(learned, adapter: model.adapter), of: learned,
                head: classifier.head, labels: classifier.labels)
        }
    }

    /// The gate's verdicts, made again from what was measured over all rows and the items.
    package func gate(of model: TrainedModel) throws -> GateFile {
        switch model.parts {
        case .classifier(let classifier):
            let measured =
                model.measured
                ?? MeasuredClassifier(adapter: model.adapter, head: classifier.head)
            return try gate(
                measured, features: features(rows, adapter: measured.adapter),
                labels: classifier.labels)
        }
    }

    /// What a model's result has to state of it, measured again.
    package func metrics(of model: TrainedModel) throws -> [ModelMetric] {
        switch model.parts {
        case .classifier(let classifier):
            let learned = ModelMetric(
                metric: ModelMetric.learnedRows, value: UInt64(model.learnedRowCount),
                count: UInt32(manifest.rowCount))
            return [try accuracy(of: classifier, adapter: model.adapter)]
                + (manifest.verdict == nil ? [] : [learned])
        }
    }

    /// The items that count, once they are open.
    func openedItems() throws(OperationError) -> [DatanetRow] {
        guard let evaluation else {
            throw OperationError(.notFound, "the evaluation items are not open yet")
        }
        return evaluation
    }

    /// Token ids of rows.
    func tokens(_ rows: [DatanetRow]) -> [[Int32]] {
        rows.map { base.tokens(of: $0.text, maximumTokens: manifest.recipe.maximumTokens) }
    }
}
