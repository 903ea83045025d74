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
    let writer: any StoredLog
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
        let clock = LedgerClock.demonstration
        writer = try DataDirectory(dataDirectory).openLog(
            key: .given(
                name: "demonstration.openledger.example/\(options.seed)", seed: random.bytes(32)),
            clock: clock)
        observer.progress("reading rows", 0, 1)
        let data = try DemonstrationData(options, base: base, threads: threads)
        self.data = data
        accounts = try DemonstrationAccounts(data.sample, options: options) {
            PublicModel.answer(to: $0, data: data, base: base, threads: threads)
        }
        log = ReplayCursor(writer, clock: clock)
    }

    mutating func finish() async throws -> DemonstrationReport {
        try writeKeys()
        var salts = SeededBytes(seed: options.seed, label: "evaluation salts")
        let evaluation = EvaluationItems(
            rows: data.sample.evaluation.map(\.row), salts: &salts)
        let index = try await found()
        _ = try await log.commitEvaluation(evaluation, of: index, by: accounts.evaluator)
        let datanet = try await contribute(to: index)
        let training = BaselineComparison.Split(
            datanet.acceptedRows.map(\.row), labels: data.sample.labels, base: base,
            threads: threads)
        var recipe = TrainingRecipe()
        recipe.maximumTokens = DemonstrationData.maximumTokens
        let order = ModelOrder(
            name: Demonstration.name, datanet: datanet, index: index,
            through: await log.position, evaluation: evaluation, recipe: recipe)
        let (result, deploy, outcome) = try await train(order, frozen: training.features)
        try await log.recordDeposit(
            Amount(nanoOPEN: Self.fee.nanoOPEN * Self.fundedQuestions), for: accounts.payer.address,
            source: secret("deposit"), signedBy: accounts.operator)
        let (model, rows, terms) = try await read(deploy)
        observer.progress("comparing with baselines", 0, 1)
        let hidden = base.classifier.features(
            hiddenTokens, adapter: model.adapter, threads: threads)
        let accuracy =
            switch model.parts {
            case .classifier(let classifier):
                Accuracy(classifier.answers(hidden), truth: data.hidden.labels)
            }
        let baselines = BaselineComparison(
            training: training, evaluation: data.evaluation, hidden: data.hidden,
            classes: data.sample.labels.count, threads: threads)
        let receipts = try await answerQuestions(
            AnswerComposer(base: base, model: model, rows: rows), terms)
        try await log.openEvaluation(evaluation, result: result, by: accounts.evaluator, in: files)
        try await writer.publish()
        let checked = try check(receipts)
        return try await DemonstrationReport(
            self, datanet: datanet, model: model, outcome: outcome, accuracy: accuracy,
            baselines: baselines, receipts: receipts, checked: checked, datanetIndex: index)
    }

    /// Makes accounts, fee policy and Datanet.
    ///
    /// - Returns: the index of the Datanet.
    private func found() async throws -> UInt64 {
        try await log.openAccount(accounts.operator, role: .operator)
        for key in accounts.participants { try await log.openAccount(key) }
        try await log.setPolicy(
            node: accounts.node.address, baseModel: accounts.baseModel.address,
            signedBy: accounts.operator)
        let owner = accounts.owner
        let salt = secret("terms")
        return try await log.foundDatanet(
            labels: data.sample.labels,
            in: DatanetFiles(dataDirectory: directory, name: Demonstration.name),
            policy: DatanetPolicy(
                evaluator: accounts.evaluator.address, leastEvaluationItems: leastItems),
            owner: owner, recovery: .repeated
        ) {
            DatanetTerms(owner: owner.address, salt: salt, document: Self.terms)
        }.index
    }

    /// What a verdict rests on at least: four fifths of the evaluation rows.
    ///
    /// Some say what a training row says. A small demonstration has too few to judge anybody.
    private var leastItems: UInt32 {
        max(
            DatanetPolicy.evaluationItems.lowerBound,
            UInt32(data.sample.evaluation.count * 4 / 5))
    }

    private static let terms = """
        One-line descriptions from the Debian package index, contributed by maintaining teams for \
        a demonstration; each may be trained on, and is paid by attribution.
        """

    /// Commits to the manifest, trains, and puts the model on sale.
    private mutating func train(
        _ order: ModelOrder, frozen: Matrix
    ) async throws -> (result: UInt64, deploy: UInt64, outcome: ModelFiles.Outcome) {
        let models = ModelFiles(dataDirectory: directory)
        let beacon = Beacon(key: accounts.beacon, secret: secret("beacon"))
        let (index, manifest) = try await log.orderTraining(
            order, over: base, maker: accounts.maker, beacon: beacon, in: models)
        let (base, threads, observer) = (base, threads, observer)
        var trained: ModelFiles.Outcome?
        let (result, deploy) = try await log.trainModel(
            ofManifest: index,
            named: ModelNames.Card(name: Demonstration.name, datanet: Demonstration.name),
            in: ModelNames(dataDirectory: directory), fee: Self.fee, maker: accounts.maker
        ) {
            watch.start()
            let outcome = try ModelTrainer(
                base: base, manifest: manifest, rows: order.datanet.acceptedRows,
                evaluation: order.evaluation, beacon: beacon.secret.bytes, threads: threads
            ).trainAndKeep(in: models, frozenFeatures: frozen) { step, steps, _ in
                observer.progress("training", step, steps)
            }
            watch.lap(.train)
            trained = outcome
            return outcome
        }
        guard let trained else { preconditionFailure("the cursor stood before the result") }
        return (result, deploy, trained)
    }

    /// The model as its public files hold it, its rows, and the terms that it is sold on.
    private func read(
        _ deploy: UInt64
    ) async throws -> (model: TrainedModel, rows: [TrainedRow], terms: ModelOnSale) {
        let found = try await log.query { state in
            DeployedModel(deploy: deploy, in: state).map { ($0, $0.commit.trainedRows(in: state)) }
        }
        guard let (deployed, rows) = found else {
            throw OperationError(.notFound, "the deployed model is not in the ledger's state")
        }
        let model = try deployed.read(from: ModelFiles(dataDirectory: directory), over: base)
        return (model, rows, deployed.terms)
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
