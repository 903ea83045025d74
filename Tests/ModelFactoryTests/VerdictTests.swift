import DatanetTestKit
import Datanets
import Economy
import Foundation
import Identity
import Ledger
import Machine
import MachineTestKit
import ModelFactory
import ModelTestKit
import Tensors
import Testing
import Wire

/// Two honest accounts and one whose labels are all wrong, under the tiny base model.
private struct Trained {
    static let base = Result { try BaseModel(path: TinyModel.shared.path, trainable: true) }
    static let honest = [0, 1].map { AccountKey.derived(seed: 1, label: "honest \($0)").address }
    static let wrong = AccountKey.derived(seed: 1, label: "wrong").address

    let datanet: Datanet
    let items: EvaluationItems
    let manifest: TrainingManifest
    let trainer: ModelTrainer

    init(_ verdict: Verdict?, recipe: TrainingRecipe = Self.recipe) throws {
        var datanet = Datanet(task: .classification(LabelSet(MadeUpRows.labels)))
        let made = MadeUpRows.rows(90)
        var salts = SeededBytes(seed: 1, label: "salts")
        let accounts = Self.honest + [Self.wrong]
        for (position, account) in accounts.enumerated() {
            let rows = try made[position * 30..<position * 30 + 30].map { row in
                let place = MadeUpRows.labels.firstIndex(of: row.label) ?? 0
                let label =
                    account == Self.wrong
                    ? MadeUpRows.labels[(place + 1) % MadeUpRows.labels.count] : row.label
                return try DatanetRow(text: row.text, label: label)
            }
            try datanet.register(
                Contribution(account: account, rows: rows, salts: &salts), by: FixedLikeness())
        }
        let unseen = try MadeUpRows.rows(150, label: "evaluation rows").map {
            try DatanetRow(text: $0.text, label: $0.label)
        }
        let seen = datanet.acceptedRows.prefix(7).map(\.row)
        items = EvaluationItems(rows: unseen + seen, salts: &salts)
        self.datanet = datanet
        manifest = TrainingManifest(
            baseModel: try Self.base.get().weightsDigest,
            tokenizer: try Self.base.get().tokenizerDigest,
            kind: .classifier(labels: datanet.labels.labels),
            rowCount: datanet.acceptedRows.count, rowsRoot: datanet.rowsRoot,
            evaluationRoot: items.root, recipe: recipe, attribution: .standard,
            payment: PaymentRule().json(shares: .standard), beaconRule: "none", verdict: verdict,
            configuration: verdict == nil ? nil : try Self.base.get().configurationDigest)
        trainer = try ModelTrainer(
            base: Self.base.get(), manifest: manifest, rows: datanet.acceptedRows,
            evaluation: items, beacon: [UInt8](repeating: 0, count: 32),
            threads: ComputeThreads(count: 1))
    }

    static let recipe: TrainingRecipe = {
        var recipe = TrainingRecipe()
        recipe.epochs = 4
        return recipe
    }()

    /// The rows as a model's card and answers know them.
    var rows: [TrainedRow] {
        datanet.acceptedRows.map {
            TrainedRow(EvidenceSubject(datanet: 1, number: $0.number.value), account: $0.account)
        }
    }
}

@Suite struct `A model whose evaluation gates` {
    @Test func `is trained again without the rows that the gate refuses, and says so`() throws {
        let trained = try Trained(.gates)
        let outcome = try trained.trainer.train()
        let model = outcome.model
        #expect(model.gate.standings[Trained.wrong] == .held(.gated))
        for account in Trained.honest { #expect(model.gate.standings[account] == .payable) }
        #expect(model.learnedRowCount == 60 && model.parts.index.rowCount == 60)
        #expect(model.measured != nil)
        #expect(
            outcome.metrics.last
                == ModelMetric(metric: ModelMetric.learnedRows, value: 60, count: 90))
        let composer = try AnswerComposer(
            base: Trained.base.get(), model: model, rows: trained.rows)
        let questions = MadeUpRows.rows(60, seed: 3).map(\.text)
        let replies = composer.replies(to: questions, threads: ComputeThreads(count: 1))
        let accounts = Set(replies.flatMap { $0.rows.map(\.account) })
        #expect(!accounts.isEmpty && accounts.isSubset(of: Set(Trained.honest)))
    }

    /// What the items of the log and the rows give again.
    @Test func `has verdicts, figures and an index that are made again from its parts`() throws {
        let trained = try Trained(.gates)
        let model = try trained.trainer.train().model
        #expect(try trained.trainer.gate(of: model) == model.gate)
        #expect(try trained.trainer.index(of: model) == model.parts.index)
        let metrics = try trained.trainer.metrics(of: model)
        // Of 157 items seven are training rows, and those said twice count once.
        let accuracy = try #require(metrics.first)
        #expect(Int(accuracy.count) == trained.items.unseen(by: trained.datanet.rows).count)
        #expect(accuracy.count < 151 && accuracy.count > 100)
    }

    @Test func `is as the honest rows alone make it`() throws {
        let with = try Trained(.gates).trainer.train().model
        let without = try Trained(nil).trainer.train().model
        #expect(without.learnedRowCount == 90 && without.measured == nil)
        // Earlier manifests keep refused rows in the model.
        #expect(without.parts.index.rowCount == 90)
        #expect(with.adapter != without.adapter)
    }

    @Test func `is written and read with what the gate measured`() throws {
        let folder = try TemporaryFolder()
        let trained = try Trained(.gates)
        let files = ModelFiles(dataDirectory: folder.path)
        try files.writeManifest(trained.manifest)
        let outcome = try trained.trainer.trainAndKeep(in: files)
        #expect(outcome.parts.map(\.part) == [1, 2, 3, 5, 6, 4097])
        let result = outcome.result(ofManifest: 1)
        let model = try files.read(
            manifest: trained.manifest.digest, result: result, base: Trained.base.get())
        #expect(model.learnedRowCount == 60 && model.measured != nil)
        #expect(try trained.trainer.gate(of: model) == model.gate)
        // Another base model does not answer for it.
        let other = try TinyModelFolder(seed: 2)
        let foreign = try BaseModel(path: other.path, trainable: false)
        let error = #expect(throws: OperationError.self) {
            try files.read(manifest: trained.manifest.digest, result: result, base: foreign)
        }
        #expect(error?.code == .altered)
        #expect("\(String(describing: error))".contains("model.safetensors"))
        #expect(throws: OperationError.self) {
            try AnswerComposer(base: foreign, model: model, rows: trained.rows)
        }
    }
}

@Suite struct `A model whose evaluation only measures` {
    @Test func `states its confidence as a plain computation gives it, alone or among others`()
        throws
    {
        let trained = try Trained(.measures)
        let model = try trained.trainer.train().model
        let composer = try AnswerComposer(
            base: Trained.base.get(), model: model, rows: trained.rows)
        let questions = MadeUpRows.rows(40, seed: 3).map(\.text)
        let threads = ComputeThreads(count: 2)
        let replies = composer.replies(to: questions, threads: threads)
        let features = composer.features(questions, threads: threads)
        guard case .classifier(let classifier) = model.parts else { return }
        let head = classifier.head
        for (number, reply) in replies.enumerated() {
            // In the kernels' order: from the bias on, one fused product after the other.
            let logits = head.bias.indices.map { label in
                zip(features.row(number), head.weights.row(label)).reduce(head.bias[label]) {
                    $0.addingProduct($1.0, $1.1)
                }
            }
            let highest = logits.max() ?? 0
            let exact = 1e6 / logits.reduce(0) { $0 + exp(Double($1) - Double(highest)) }
            let parts = reply.confidence.partsPerMillion
            #expect(reply.text == classifier.labels[logits.firstIndex(of: highest) ?? 0])
            #expect(abs(Double(parts) + 0.5 - exact) < 1, "\(parts), not \(exact)")
            let alone = composer.replies(
                to: [questions[number]], threads: ComputeThreads(count: 1))
            #expect(alone == [reply])
        }
        #expect(Set(replies.map(\.confidence)).count > 30)
    }

    @Test func `learns from every row, and gates nobody`() throws {
        let outcome = try Trained(.measures).trainer.train()
        #expect(outcome.model.learnedRowCount == 90 && outcome.model.measured == nil)
        #expect(outcome.model.gate.standings.values.allSatisfy { $0 == .payable })
        #expect(
            outcome.metrics.last
                == ModelMetric(metric: ModelMetric.learnedRows, value: 90, count: 90))
    }
}

@Suite struct `A training that leaves the finite numbers` {
    @Test(arguments: [Float(1e30), 1e12]) func `diverges and makes no model`(_ rate: Float) throws {
        var recipe = Trained.recipe
        recipe.adapterLearningRate = rate
        recipe.headLearningRate = rate
        let trained = try Trained(.measures, recipe: recipe)
        let error = #expect(throws: OperationError.self) { try trained.trainer.train() }
        #expect(error?.code == .diverged)
    }
}

extension Datanet {
    fileprivate var rows: [DatanetRow] { acceptedRows.map(\.row) }
}
