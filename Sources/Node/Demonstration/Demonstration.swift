internal import Datanets
internal import Economy
internal import Foundation
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import ProofOfAttribution
public import Tensors
internal import Verifier
internal import Wire

/// The whole loop, headless: contributions, training, evaluation, paid questions, attribution, fee
/// split, receipts, statements.
public enum Demonstration {
    /// The name that the Datanet and the model are known by; it never enters the log.
    static let name = "debian-sections"

    /// Runs the demonstration in a data directory, or finishes one that was interrupted there.
    ///
    /// The same options give the same digests, amounts and log root on every machine.
    /// - Throws: `NodeError`, `StorageError` and the lower rooms' errors, each one sentence.
    public static func run(
        _ options: DemonstrationOptions, dataDirectory: String, base: BaseModel,
        threads: ComputeThreads, observer: DemonstrationObserver
    ) async throws -> DemonstrationReport {
        var run = try DemonstrationRun(
            options, dataDirectory: dataDirectory, base: base, threads: threads,
            observer: observer)
        return try await run.finish()
    }
}

/// One run, stage by stage.
struct DemonstrationRun {
    let options: DemonstrationOptions
    let base: BaseModel
    let threads: ComputeThreads
    let observer: DemonstrationObserver
    let directory: String
    let files: NodeFiles
    let data: DemonstrationData
    let cast: DemonstrationCast
    let writer: LedgerWriter
    var ledger: DemonstrationLedger
    var watch = Stopwatch()

    init(
        _ options: DemonstrationOptions, dataDirectory: String, base: BaseModel,
        threads: ComputeThreads, observer: DemonstrationObserver
    ) throws {
        self.options = options
        self.base = base
        self.threads = threads
        self.observer = observer
        directory = dataDirectory
        files = NodeFiles(root: dataDirectory)
        var random = SeededBytes(seed: options.seed, label: "log key")
        writer = try LedgerWriter.open(
            DataDirectory(dataDirectory),
            key: .given(
                name: "demonstration.openledger.example/\(options.seed)", seed: random.bytes(32)),
            clock: .demonstration)
        observer.progress("reading rows", 0, 1)
        let data = try DemonstrationData(options, base: base, threads: threads)
        self.data = data
        cast = try DemonstrationCast(data.sample, options: options) {
            PublicModel.answer(to: $0, data: data, base: base, threads: threads)
        }
        ledger = DemonstrationLedger(writer, cast: cast, seed: options.seed)
    }

    mutating func finish() async throws -> DemonstrationReport {
        try writeKeys()
        var salts = SeededBytes(seed: options.seed, label: "evaluation salts")
        let evaluation = EvaluationItems(
            rows: data.sample.evaluation.map(\.row), salts: &salts)
        let places = try await ledger.open(evaluation: evaluation)
        var datanet = Datanet(labels: data.sample.labels)
        try await ledger.contribute(to: &datanet, places)
        try record(datanet)
        let training = BaselineComparison.Split(
            datanet.acceptedRows.map(\.row), labels: data.sample.labels, base: base,
            threads: threads)
        let manifest = manifest(datanet, evaluation)
        let models = ModelFiles(dataDirectory: directory)
        try models.writeManifest(manifest)
        try ModelNames(dataDirectory: directory).write(
            ModelNames.Card(name: Demonstration.name, datanet: Demonstration.name),
            manifest: manifest.digest)
        let (manifestIndex, beacon) = try await ledger.commit(manifest, places)
        let outcome: ModelFiles.Outcome
        do {
            outcome = try train(
                manifest, datanet, evaluation, beacon, models, frozen: training.features)
        } catch let error as NodeError where error.code == .diverged {
            // A manifest ends in a result or an abort; nobody may train again in silence.
            try await ledger.abort(manifest: manifestIndex, reason: .diverged)
            throw error
        }
        let (result, deploy) = try await ledger.deploy(
            outcome.digests, outcome, manifest: manifestIndex, places)
        guard let terms = try await writer.query({ $0.model(deploy: deploy) }),
            let logged = try await writer.query({ $0.trainingResult(at: result) })
        else { throw NodeError(.notFound, "the deployed model is not in the ledger's state") }
        let model = try models.read(
            manifest: manifest.digest, result: logged,
            owners: datanet.acceptedRows.map(\.account),
            configuration: base.classifier.encoder.configuration)
        observer.progress("comparing with baselines", 0, 1)
        let accuracy = Accuracy(
            model.answers(
                base.classifier.features(
                    hiddenTokens, adapter: model.adapter, threads: threads)),
            truth: data.hidden.labels)
        let baselines = BaselineComparison(
            training: training, evaluation: data.evaluation, hidden: data.hidden,
            classes: data.sample.labels.count, threads: threads)
        let receipts = try await answerQuestions(AnswerDesk(base: base, model: model), terms)
        try files.write(evaluation.fileBytes, to: "evaluations/\(evaluation.root.hex).jsonl")
        try await ledger.openEvaluation(
            evaluation, result: result, gate: outcome.digests.gate, places)
        try await writer.publish()
        let checked = try check(receipts)
        return try await DemonstrationReport(
            self, datanet: datanet, model: model, digests: outcome.digests, accuracy: accuracy,
            baselines: baselines, receipts: receipts, checked: checked,
            datanetIndex: places.datanet)
    }

    /// Writes the Datanet's files; rows that people have offered since an earlier run stay.
    private func record(_ datanet: Datanet) throws {
        let store = try DatanetStore(dataDirectory: directory, name: Demonstration.name)
        guard !store.holdsMore(than: datanet) else { return }
        try DatanetFiles(dataDirectory: URL(fileURLWithPath: directory), name: Demonstration.name)
            .write(datanet)
    }

    private var hiddenTokens: [[Int32]] {
        data.hidden.texts.map {
            base.tokens(of: $0, maximumTokens: DemonstrationData.maximumTokens)
        }
    }

    private func manifest(_ datanet: Datanet, _ evaluation: EvaluationItems) -> TrainingManifest {
        var recipe = TrainingRecipe()
        recipe.maximumTokens = DemonstrationData.maximumTokens
        return TrainingManifest(
            baseModel: base.weightsDigest, tokenizer: base.tokenizerDigest,
            labels: datanet.labels.labels, rowCount: datanet.acceptedRows.count,
            rowsRoot: datanet.version.rowsRoot, evaluationRoot: evaluation.root, recipe: recipe,
            attribution: HeadKernelSettings().json,
            payment: PaymentRule().json(shares: .demonstration),
            beaconRule: "commit and reveal by a second key")
    }

    /// Trains, or takes up what a finished training of this manifest left.
    private mutating func train(
        _ manifest: TrainingManifest, _ datanet: Datanet, _ evaluation: EvaluationItems,
        _ beacon: Digest, _ models: ModelFiles, frozen: Matrix
    ) throws -> ModelFiles.Outcome {
        if let outcome = models.readOutcome(manifest: manifest.digest) { return outcome }
        watch.start()
        defer { watch.lap(.train) }
        let observer = observer
        let trained = try ModelTrainer(
            base: base, manifest: manifest, rows: datanet.acceptedRows, evaluation: evaluation,
            beacon: beacon.bytes, threads: threads
        ).train(frozenFeatures: frozen) { step, steps, _ in
            observer.progress("training", step, steps)
        }
        let outcome = ModelFiles.Outcome(
            digests: try models.write(trained.model, transcript: trained.transcript),
            transcriptRoot: trained.transcript.root, evaluationCorrect: trained.evaluationCorrect,
            evaluationTotal: evaluation.rows.count)
        try models.writeOutcome(outcome, manifest: manifest.digest)
        return outcome
    }
}
