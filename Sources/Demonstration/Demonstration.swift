internal import Datanets
internal import Economy
internal import Foundation
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import Machine
package import ModelFactory
internal import Money
internal import ProofOfAttribution
package import Tensors
internal import Verifier
internal import Wire
internal import Workflows

/// The whole loop, headless: contributions, training, evaluation, paid questions, attribution, fee
/// split, receipts, statements.
package enum Demonstration {
    /// The name that the Datanet and the model are known by; it never enters the log.
    package static let name = "debian-sections"

    /// Runs the demonstration in a data directory, or finishes one that was interrupted there.
    ///
    /// The same options give the same digests, amounts and log root on every machine.
    /// - Throws: `OperationError` and the lower rooms' errors, each one sentence.
    package static func run(
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
    let files: DataFiles
    let data: DemonstrationData
    let accounts: DemonstrationAccounts
    let writer: LedgerWriter
    /// Walks across what an interrupted run has written, and then writes.
    let log: ReplayCursor
    var watch = Stopwatch()

    /// The price of a question: 0.01 OPEN.
    static let fee = Amount(nanoOPEN: 10_000_000)
    /// What the payer brings in, in questions: enough for a hundred thousand beside the run's own.
    private static let fundedQuestions: UInt64 = 102_000

    init(
        _ options: DemonstrationOptions, dataDirectory: String, base: BaseModel,
        threads: ComputeThreads, observer: DemonstrationObserver
    ) throws {
        self.options = options
        self.base = base
        self.threads = threads
        self.observer = observer
        directory = dataDirectory
        files = DataFiles(root: dataDirectory)
        var random = SeededBytes(seed: options.seed, label: "log key")
        writer = try LedgerWriter.open(
            DataDirectory(dataDirectory),
            key: .given(
                name: "demonstration.openledger.example/\(options.seed)", seed: random.bytes(32)),
            clock: .demonstration)
        observer.progress("reading rows", 0, 1)
        let data = try DemonstrationData(options, base: base, threads: threads)
        self.data = data
        accounts = try DemonstrationAccounts(data.sample, options: options) {
            PublicModel.answer(to: $0, data: data, base: base, threads: threads)
        }
        log = ReplayCursor(writer)
    }

    mutating func finish() async throws -> DemonstrationReport {
        try writeKeys()
        var salts = SeededBytes(seed: options.seed, label: "evaluation salts")
        let evaluation = EvaluationItems(
            rows: data.sample.evaluation.map(\.row), salts: &salts)
        let (policy, index) = try await found()
        let committed = try await log.commitEvaluation(
            evaluation, of: index, by: accounts.evaluator)
        let datanet = try await contribute(to: index)
        let training = BaselineComparison.Split(
            datanet.acceptedRows.map(\.row), labels: data.sample.labels, base: base,
            threads: threads)
        let places = TrainingPlaces(
            datanet: index, through: await log.position, evaluation: committed, policy: policy)
        let (result, deploy, digests) = try await train(
            datanet, evaluation, places, frozen: training.features)
        try await log.recordDeposit(
            Amount(nanoOPEN: Self.fee.nanoOPEN * Self.fundedQuestions), for: accounts.payer.address,
            source: secret("deposit"), signedBy: accounts.operator)
        let (model, terms) = try await read(deploy, datanet)
        observer.progress("comparing with baselines", 0, 1)
        let accuracy = Accuracy(
            model.answers(
                base.classifier.features(
                    hiddenTokens, adapter: model.adapter, threads: threads)),
            truth: data.hidden.labels)
        let baselines = BaselineComparison(
            training: training, evaluation: data.evaluation, hidden: data.hidden,
            classes: data.sample.labels.count, threads: threads)
        let receipts = try await answerQuestions(
            AnswerComposer(base: base, model: model, datanet: index), terms)
        try await log.openEvaluation(evaluation, result: result, by: accounts.evaluator, in: files)
        try await writer.publish()
        let checked = try check(receipts)
        return try await DemonstrationReport(
            self, datanet: datanet, model: model, digests: digests, accuracy: accuracy,
            baselines: baselines, receipts: receipts, checked: checked, datanetIndex: index)
    }

    /// Accounts, fee policy and Datanet.
    private func found() async throws -> (policy: UInt64, datanet: UInt64) {
        try await log.openAccount(accounts.operator, role: .operator)
        for key in accounts.participants { try await log.openAccount(key) }
        let policy = try await log.setPolicy(
            node: accounts.node.address, baseModel: accounts.baseModel.address,
            signedBy: accounts.operator)
        let owner = accounts.owner
        let salt = secret("terms")
        let (datanet, _) = try await log.foundDatanet(
            labels: data.sample.labels,
            in: DatanetFiles(dataDirectory: directory, name: Demonstration.name), owner: owner
        ) {
            DatanetTerms(owner: owner.address, salt: salt, document: Self.terms)
        }
        return (policy, datanet)
    }

    private static let terms = """
        One-line descriptions from the Debian package index, contributed by maintaining teams for \
        a demonstration; each may be trained on, and is paid by attribution.
        """

    /// Commits to the manifest, trains, and puts the model on sale.
    private mutating func train(
        _ datanet: Datanet, _ evaluation: EvaluationItems, _ places: TrainingPlaces, frozen: Matrix
    ) async throws -> (result: UInt64, deploy: UInt64, digests: ModelFiles.Digests) {
        var recipe = TrainingRecipe()
        recipe.maximumTokens = DemonstrationData.maximumTokens
        let manifest = TrainingManifest(
            classifierOver: base, datanet: datanet, evaluation: evaluation, recipe: recipe,
            rule: DatanetPolicy().paymentRule, shares: .standard)
        let models = ModelFiles(dataDirectory: directory)
        try models.writeManifest(manifest)
        try ModelNames(dataDirectory: directory).write(
            ModelNames.Card(name: Demonstration.name, datanet: Demonstration.name),
            manifest: manifest.digest)
        let beacon = Beacon(key: accounts.beacon, secret: secret("beacon"))
        let index = try await log.orderTraining(
            manifest, at: places, shares: .standard, maker: accounts.maker, beacon: beacon)
        watch.start()
        let observer = observer
        let outcome: ModelFiles.Outcome
        do {
            outcome = try ModelTrainer(
                base: base, manifest: manifest, rows: datanet.acceptedRows,
                evaluation: evaluation, beacon: beacon.secret.bytes, threads: threads
            ).trainAndKeep(in: models, frozenFeatures: frozen) { step, steps, _ in
                observer.progress("training", step, steps)
            }
        } catch let error as OperationError where error.code == .diverged {
            try await log.abortTraining(ofManifest: index, reason: .diverged, maker: accounts.maker)
            throw error
        }
        watch.lap(.train)
        let result = try await log.recordResult(outcome, ofManifest: index, maker: accounts.maker)
        let deploy = try await log.deployModel(result: result, fee: Self.fee, maker: accounts.maker)
        return (result, deploy, outcome.digests)
    }

    /// The model as its public files hold it, and the terms that it is sold on.
    private func read(
        _ deploy: UInt64, _ datanet: Datanet
    ) async throws -> (model: TrainedModel, terms: ModelOnSale) {
        let found = try await log.query { state in
            state.model(deploy: deploy).flatMap { terms in
                state.trainingResult(at: terms.result).flatMap { result in
                    state.manifest(at: result.manifest).map {
                        (terms: terms, result: result, manifest: $0.manifestDigest)
                    }
                }
            }
        }
        guard let found else {
            throw OperationError(.notFound, "the deployed model is not in the ledger's state")
        }
        let model = try ModelFiles(dataDirectory: directory).read(
            manifest: found.manifest, result: found.result,
            owners: datanet.acceptedRows.map(\.account),
            configuration: base.classifier.encoder.configuration)
        return (model, found.terms)
    }

    private var hiddenTokens: [[Int32]] {
        data.hidden.texts.map {
            base.tokens(of: $0, maximumTokens: DemonstrationData.maximumTokens)
        }
    }

    /// 32 bytes that follow from the seed.
    private func secret(_ label: String) -> Digest {
        var bytes = SeededBytes(seed: options.seed, label: label)
        guard let digest = Digest(bytes.bytes(Digest.byteCount)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return digest
    }
}
