import AuditTestKit
import DatanetTestKit
import Datanets
import Economy
import Identity
import Ledger
import Machine
import MachineTestKit
import ModelFactory
import ModelTestKit
import Money
import Testing
import Wire
import Workflows

/// A log that has everything which a verb needs that comes later than it.
private struct VerbLog {
    static let name = "kitchen"
    static let people = (
        operator: AccountKey.derived(seed: 1, label: "operator"),
        node: AccountKey.derived(seed: 1, label: "node"),
        baseModel: AccountKey.derived(seed: 1, label: "base model")
    )
    static let maker = AccountKey.derived(seed: 1, label: "maker")
    static let beacon = Beacon(
        key: .derived(seed: 1, label: "beacon"), secret: .sha256([1]))
    static let fee = DatanetPolicy.standardLeastFee

    private let folder: TemporaryFolder
    let path: String
    let log: OpenLog

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.path
        log = try await LogFolder(path).open()
        try await log.startLog { Self.people }
    }

    /// What a verb does to the log's size the first time, and the second.
    func growth(_ verb: () async throws -> Void) async throws -> [UInt64] {
        let before = await log.size
        let first = try await size(after: verb)
        return [first - before, try await size(after: verb) - first]
    }

    private func size(after verb: () async throws -> Void) async throws -> UInt64 {
        try await verb()
        return await log.size
    }

    /// Founds a Datanet, commits to an evaluation and takes rows in.
    func order(
        rows count: Int = ModelOrder.leastRows, items: Int = ModelOrder.leastEvaluationItems,
        policy: DatanetPolicy = DatanetPolicy(), name: String = "first"
    ) async throws -> ModelOrder {
        let (log, maker) = (log, Self.maker)
        try await log.openAccount(maker)
        let files = try DatanetFiles(dataDirectory: path, name: Self.name)
        let index = try await log.foundDatanet(
            labels: LabelSet(MadeUpRows.labels), in: files, policy: policy, owner: maker
        ) {
            DatanetTerms(owner: maker.address, salt: .zero)
        }.index
        let evaluation = try Self.items(items)
        _ = try await log.commitEvaluation(evaluation, of: index, by: maker)
        var intake = try await DatanetIntake.open(
            files, in: log, likeness: FixedLikeness(millis: 0))
        _ = try await intake.contribute(Self.rows(count), key: maker, secret: .zero)
        return ModelOrder(
            name: name, datanet: intake.datanet, index: index, through: await log.size,
            evaluation: evaluation, recipe: TrainingRecipe())
    }

    /// Orders the training of a model.
    func ordered(_ order: ModelOrder) async throws -> UInt64 {
        try await log.orderTraining(
            order, over: BaseModel(path: TinyModel.shared.path, trainable: false),
            maker: Self.maker, beacon: Self.beacon, in: ModelFiles(dataDirectory: path)
        ).index
    }

    /// Trains, or pretends to.
    func train(
        _ manifest: UInt64, _ work: () async throws -> ModelFiles.Outcome
    ) async throws -> (result: UInt64, deploy: UInt64) {
        try await log.trainModel(
            ofManifest: manifest, named: ModelNames.Card(name: "first", datanet: Self.name),
            in: ModelNames(dataDirectory: path), fee: Self.fee, maker: Self.maker, train: work)
    }

    static func rows(_ count: Int) throws -> [DatanetRow] {
        try MadeUpRows.rows(count).map { try DatanetRow(text: $0.text, label: $0.label) }
    }

    static func items(_ count: Int) throws -> EvaluationItems {
        var salts = SeededBytes(seed: 1, label: "evaluation salts")
        let seen = Set(MadeUpRows.rows(200).map(\.text))
        let rows = try MadeUpRows.rows(2 * count, label: "evaluation rows")
            .filter { !seen.contains($0.text) }.prefix(count)
            .map { try DatanetRow(text: $0.text, label: $0.label) }
        return EvaluationItems(rows: rows, salts: &salts)
    }

    /// What a training could have left.
    func outcome() -> ModelFiles.Outcome {
        let digest = Digest.sha256([1])
        return ModelFiles.Outcome(
            parts: [ModelPart.adapter, ModelPart.head, ModelPart.gate, ModelPart.index(of: 1)].map {
                ModelPart(part: $0, digest: digest)
            },
            transcriptRoot: digest,
            metrics: [
                ModelMetric(metric: ModelMetric.accuracy, value: 8, count: 10),
                ModelMetric(
                    metric: ModelMetric.learnedRows, value: UInt64(ModelOrder.leastRows),
                    count: UInt32(ModelOrder.leastRows)),
            ])
    }
}

/// Each is done twice: the first time it writes its entries, the second time none.
@Suite struct `A verb done again` {
    @Test func `opens no second account`() async throws {
        let made = try await VerbLog()
        let growth = try await made.growth { try await made.log.openAccount(VerbLog.maker) }
        #expect(growth == [1, 0])
    }

    @Test func `starts no second log`() async throws {
        let made = try await VerbLog()
        #expect(await made.log.size == 4)
        #expect(try await made.growth { try await made.log.startLog { VerbLog.people } } == [0, 0])
    }

    @Test func `sets no policy that is in force, but every other one`() async throws {
        let made = try await VerbLog()
        func set(window: UInt32) async throws -> UInt64 {
            try await made.log.setPolicy(
                node: VerbLog.people.node.address, baseModel: VerbLog.people.baseModel.address,
                revealWindow: window, signedBy: VerbLog.people.operator)
        }
        let first = try await made.log.query { $0.currentPolicy?.index }
        #expect(try await set(window: 1000) == first)
        #expect(try await made.growth { _ = try await set(window: 500) } == [1, 0])
        #expect(try await made.growth { _ = try await set(window: 1000) } == [1, 0])
    }

    @Test func `records no deposit twice, and refuses another of its source`() async throws {
        let made = try await VerbLog()
        func deposit(_ amount: UInt64) async throws -> UInt64 {
            try await made.log.recordDeposit(
                Amount(nanoOPEN: amount), for: VerbLog.people.node.address, source: .sha256([9]),
                signedBy: VerbLog.people.operator)
        }
        #expect(try await made.growth { _ = try await deposit(5) } == [1, 0])
        let (again, size) = (try await deposit(5), await made.log.size)
        #expect(again == size - 1)
        await #expect(throws: Refusal.duplicateSource) { try await deposit(6) }
    }

    @Test func `orders no training twice`() async throws {
        let made = try await VerbLog()
        let order = try await made.order()
        // The manifest and the beacon's secret.
        #expect(try await made.growth { _ = try await made.ordered(order) } == [2, 0])
    }

    @Test func `orders a training of enough rows and items only`() async throws {
        for (rows, items) in [
            (ModelOrder.leastRows - 1, ModelOrder.leastEvaluationItems),
            (ModelOrder.leastRows, ModelOrder.leastEvaluationItems - 1),
        ] {
            let made = try await VerbLog()
            let order = try await made.order(rows: rows, items: items)
            let size = await made.log.size
            let error = await #expect(throws: OperationError.self) { try await made.ordered(order) }
            #expect(error?.code == .usage)
            #expect(await made.log.size == size)
        }
    }

    @Test func `ends no training twice in a result`() async throws {
        let made = try await VerbLog()
        let manifest = try await made.ordered(made.order())
        let growth = try await made.growth {
            try await made.log.recordResult(
                made.outcome(), ofManifest: manifest, maker: VerbLog.maker)
        }
        #expect(growth == [1, 0])
    }

    @Test func `ends no training twice in an abort, and none for another reason`() async throws {
        let made = try await VerbLog()
        let manifest = try await made.ordered(made.order())
        func abort(_ reason: AbortReason) async throws {
            try await made.log.abortTraining(
                ofManifest: manifest, reason: reason, maker: VerbLog.maker)
        }
        #expect(try await made.growth { try await abort(.diverged) } == [1, 0])
        await #expect(throws: Refusal.manifestFinished) { try await abort(.interrupted) }
    }

    @Test func `puts no model on sale twice`() async throws {
        let made = try await VerbLog()
        let manifest = try await made.ordered(made.order())
        let result = try await made.log.recordResult(
            made.outcome(), ofManifest: manifest, maker: VerbLog.maker)
        let growth = try await made.growth {
            try await made.log.deployModel(
                result: result, fee: VerbLog.fee, maker: VerbLog.maker)
        }
        #expect(growth == [1, 0])
    }

    @Test func `opens no evaluation twice`() async throws {
        let made = try await VerbLog()
        let order = try await made.order()
        let manifest = try await made.ordered(order)
        let result = try await made.train(manifest) { made.outcome() }.result
        let growth = try await made.growth {
            try await made.log.openEvaluation(
                order.evaluation, result: result, by: VerbLog.maker,
                in: DataFiles(root: made.path))
        }
        #expect(growth == [1, 0])
    }
}

@Suite struct `The verdict of an evaluation` {
    private static let policy = DatanetPolicy(leastEvaluationItems: 100)

    /// The verdict that a manifest states in the log.
    private func verdict(_ made: VerbLog, _ order: ModelOrder) async throws -> Verdict? {
        let index = try await made.ordered(order)
        return try await made.log.query { $0.manifest(at: index)?.sale?.verdict }
    }

    @Test func `gates contributors by items that are the evaluator's, enough, and unseen`()
        async throws
    {
        let made = try await VerbLog()
        let order = try await made.order(items: 100, policy: Self.policy)
        #expect(try await verdict(made, order) == .gates)
        // Once: the same order is the same manifest, another one on these items judges nobody.
        #expect(try await made.growth { _ = try await made.ordered(order) } == [0, 0])
        var recipe = order.recipe
        recipe.epochs += 1
        let second = ModelOrder(
            name: order.name, datanet: order.datanet, index: order.index, through: order.through,
            evaluation: order.evaluation, recipe: recipe)
        #expect(try await verdict(made, second) == .measures)
    }

    @Test func `is none where items are trained on, few or another's`() async throws {
        // 100 items, of which a row says one.
        let seen = try await VerbLog()
        let order = try await seen.order(items: 99, policy: Self.policy)
        var salts = SeededBytes(seed: 2, label: "salts")
        let rows = order.evaluation.rows.map(\.row) + [order.datanet.acceptedRows[0].row]
        let items = EvaluationItems(rows: rows, salts: &salts)
        _ = try await seen.log.commitEvaluation(items, of: order.index, by: VerbLog.maker)
        func with(_ items: EvaluationItems, in made: VerbLog) async throws -> ModelOrder {
            ModelOrder(
                name: order.name, datanet: order.datanet, index: order.index,
                through: await made.log.size, evaluation: items, recipe: order.recipe)
        }
        #expect(try await verdict(seen, with(items, in: seen)) == .measures)
        // A hundred unseen ones, but somebody else's.
        let other = AccountKey.derived(seed: 1, label: "other")
        try await seen.log.openAccount(other)
        var more = SeededBytes(seed: 3, label: "salts")
        let foreign = EvaluationItems(rows: try VerbLog.items(100).rows.map(\.row), salts: &more)
        _ = try await seen.log.commitEvaluation(foreign, of: order.index, by: other)
        #expect(try await verdict(seen, with(foreign, in: seen)) == .measures)
    }

    @Test func `measures by nothing that is trained on`() async throws {
        let made = try await VerbLog()
        let order = try await made.order()
        var salts = SeededBytes(seed: 2, label: "salts")
        let items = EvaluationItems(
            rows: order.datanet.acceptedRows.map(\.row), salts: &salts)
        _ = try await made.log.commitEvaluation(items, of: order.index, by: VerbLog.maker)
        let copied = ModelOrder(
            name: order.name, datanet: order.datanet, index: order.index,
            through: await made.log.size, evaluation: items, recipe: order.recipe)
        let error = await #expect(throws: OperationError.self) {
            try await made.ordered(copied)
        }
        #expect("\(String(describing: error))".contains("only 0 of 20"))
    }
}

@Suite struct `A model's name` {
    private static let other = AccountKey.derived(seed: 1, label: "other maker")

    /// Another maker's training, ordered under one name and to be sold under another.
    private func sell(
        _ made: VerbLog, _ order: ModelOrder, ordered name: String, sold card: String
    ) async throws {
        try await made.log.openAccount(Self.other)
        let named = ModelOrder(
            name: name, datanet: order.datanet, index: order.index, through: order.through,
            evaluation: order.evaluation, recipe: order.recipe)
        let manifest = try await made.log.orderTraining(
            named, over: BaseModel(path: TinyModel.shared.path, trainable: false),
            maker: Self.other,
            beacon: Beacon(key: .derived(seed: 2, label: "beacon"), secret: .sha256([2])),
            in: ModelFiles(dataDirectory: made.path)
        ).index
        _ = try await made.log.trainModel(
            ofManifest: manifest, named: ModelNames.Card(name: card, datanet: VerbLog.name),
            in: ModelNames(dataDirectory: made.path), fee: VerbLog.fee, maker: Self.other
        ) { made.outcome() }
    }

    @Test func `is its first maker's from the order on, and asked again at the sale`() async throws
    {
        let made = try await VerbLog()
        let order = try await made.order()
        let manifest = try await made.ordered(order)
        let held = Refusal.nameTaken(holder: VerbLog.maker.address)
        var recipe = order.recipe
        recipe.epochs += 1
        let second = ModelOrder(
            name: order.name, datanet: order.datanet, index: order.index, through: order.through,
            evaluation: order.evaluation, recipe: recipe)
        await #expect(throws: held) {
            try await sell(made, second, ordered: "first", sold: "first")
        }
        await #expect(throws: held) {
            try await sell(made, second, ordered: "another", sold: "first")
        }
        let size = await made.log.size
        _ = try await made.train(manifest) { made.outcome() }
        #expect(await made.log.size == size + 2)
    }
}

@Suite struct `Training a model` {
    private struct Failed: Error {}

    @Test func `ends in a result and a deploy, and is not done again`() async throws {
        let made = try await VerbLog()
        let manifest = try await made.ordered(made.order())
        var runs = 0
        let growth = try await made.growth {
            _ = try await made.train(manifest) {
                runs += 1
                return made.outcome()
            }
        }
        #expect(growth == [2, 0] && runs == 1)
        let run = try await made.log.query { $0.trainingRun(at: manifest) }
        let digest = try #require(run).commit.manifestDigest
        let card = try ModelNames(dataDirectory: made.path).card(manifest: digest)
        #expect(card?.name == "first")
    }

    @Test func `that fails is aborted, and is not tried again`() async throws {
        let reasons: [(any Error, AbortReason)] = [
            (OperationError(.diverged, "not finite"), .diverged),
            (OperationError(.evaluationRefused, "nothing is left"), .evaluationRefused),
            (OperationError(.files, "the disk is full"), .interrupted), (Failed(), .interrupted),
        ]
        for (failure, reason) in reasons {
            let made = try await VerbLog()
            let manifest = try await made.ordered(made.order())
            let size = await made.log.size
            await #expect(throws: (any Error).self) {
                try await made.train(manifest) { () async throws -> ModelFiles.Outcome in
                    throw failure
                }
            }
            let outcome = try await made.log.query { $0.trainingRun(at: manifest)?.outcome }
            #expect(outcome == .abort(reason))
            await #expect(throws: OperationError.self) {
                try await made.train(manifest) { made.outcome() }
            }
            #expect(await made.log.size == size + 1)
        }
    }

    @Test func `that was cancelled or never began goes on later`() async throws {
        let reasons: [any Error] = [
            CancellationError(), OperationError(.notStarted, "no such program"),
        ]
        for reason in reasons {
            let made = try await VerbLog()
            let manifest = try await made.ordered(made.order())
            let size = await made.log.size
            await #expect(throws: (any Error).self) {
                try await made.train(manifest) { () async throws -> ModelFiles.Outcome in
                    throw reason
                }
            }
            #expect(await made.log.size == size)
            _ = try await made.train(manifest) { made.outcome() }
            #expect(await made.log.size == size + 2)
        }
    }
}
