import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

@Suite struct `Entries of layout 3` {
    private func refuses(
        _ log: SampleLog, _ refusal: Refusal, _ body: EntryBody,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var copy = log
        #expect(throws: refusal, sourceLocation: location) { try copy.add(body) }
        #expect(refusal.description.hasSuffix("."), sourceLocation: location)
    }

    /// The sample's manifest with other terms of sale, evaluation or maker.
    private func manifest(
        _ log: SampleLog, _ digest: String, name: String = "model", verdict: Verdict = .measures,
        maker: String = "maker"
    ) -> EntryBody {
        let fields = log.manifestFields(digest, beacon: false)
        return .manifestCommit(
            log.signed(
                ManifestCommit(
                    maker: SampleLog.account(maker), manifestDigest: fields.manifestDigest,
                    sale: SaleTerms(name: Commitment.modelName(name), verdict: verdict),
                    datanets: fields.datanets, evaluation: fields.evaluation,
                    policy: fields.policy, shares: .standard, methods: fields.methods,
                    accessTier: .public, beaconRule: .none, beaconKey: .zero,
                    beaconCommitment: .zero), maker))
    }

    /// Another evaluation, by whom.
    private func evaluation(
        _ log: inout SampleLog, by name: String = "evaluator", items: UInt32 = 100
    ) throws -> UInt64 {
        try log.add(
            .evaluationCommit(
                log.signed(
                    EvaluationCommit(
                        evaluator: SampleLog.account(name), datanet: log.datanet,
                        root: SampleLog.digest("items of \(name), \(log.state.size)"),
                        itemCount: items), name)))
    }

    @Test func `pay as those before, and name their layouts`() throws {
        var log = try SampleLog.ready(layout: 3)
        try log.add(.answer(log.answer(1)))
        let layouts = try log.bytes.map { try Entry(decoding: $0).body }
        func layout(_ type: EntryType) -> UInt8? {
            layouts.first { $0.type == type }?.layoutNumber
        }
        #expect(layout(.datanetCreate) == 3 && layout(.manifestCommit) == 3)
        #expect(layout(.trainingResult) == 2 && layout(.answer) == 2)
        #expect(log.state.model(deploy: log.deploy)?.verdict == .gates)
    }

    /// Ten items of the maker's own choice once gated nine of twelve honest contributors.
    @Test func `let nobody be judged by an evaluation that the maker chose`() throws {
        var log = try SampleLog.ready(layout: 3)
        log.evaluation = try evaluation(&log, by: "maker", items: 5_000)
        refuses(
            log, .evaluatorNotAllowed(datanet: log.datanet),
            manifest(log, "second", verdict: .gates))
        try log.add(manifest(log, "second"))
    }

    @Test func `let nobody be judged by too few items, committed or left`() throws {
        var log = try SampleLog.ready(layout: 3)
        log.evaluation = try evaluation(&log, items: 99)
        refuses(
            log, .evaluationItems(datanet: log.datanet, least: 100),
            manifest(log, "second", verdict: .gates))
        log.evaluation = try evaluation(&log, items: 120)
        let index = try log.add(manifest(log, "third", verdict: .gates))
        refuses(
            log, .verdictItems(least: 100), .trainingResult(log.resultFields(index, judged: 99)))
        try log.add(.trainingResult(log.resultFields(index, learned: 12)))
    }

    @Test func `let nobody be judged by items that served before`() throws {
        var log = try SampleLog.ready(layout: 3)
        log.evaluation = try evaluation(&log)
        let index = try log.add(manifest(log, "second", verdict: .gates))
        refuses(log, .evaluationUsed, manifest(log, "third", verdict: .gates))
        // An abort does not give the items back: its maker has seen what they say.
        let abort = log.signed(TrainingAbort(manifest: index, reason: .interrupted), "maker")
        try log.add(.trainingAbort(abort))
        refuses(log, .evaluationUsed, manifest(log, "third", verdict: .gates))
        try log.add(manifest(log, "third"))
        log.evaluation = try evaluation(&log)
        try log.add(manifest(log, "fourth"))
        refuses(log, .evaluationUsed, manifest(log, "fifth", verdict: .gates))
    }

    @Test func `judge contributors of earlier Datanets by the owner's thousand items`() throws {
        var log = try SampleLog.ready(layout: 2)
        log.layout = 3
        refuses(
            log, .evaluatorNotAllowed(datanet: log.datanet),
            manifest(log, "second", verdict: .gates))
        log.evaluation = try evaluation(&log, by: "operator", items: 999)
        refuses(
            log, .evaluationItems(datanet: log.datanet, least: 1_000),
            manifest(log, "second", verdict: .gates))
        log.evaluation = try evaluation(&log, by: "operator", items: 1_000)
        try log.add(manifest(log, "second", verdict: .gates))
    }

    @Test func `say how many rows a model learned from`() throws {
        var log = try SampleLog.ready(layout: 3)
        log.evaluation = try evaluation(&log)
        let index = try log.add(manifest(log, "second"))
        for learned in [UInt64(0), 18, 20] {
            refuses(
                log, .learnedRows(of: 19),
                .trainingResult(log.resultFields(index, learned: learned)))
        }
        // A model that only measures needs no number of items.
        try log.add(.trainingResult(log.resultFields(index, judged: 10)))
    }

    @Test func `hold no line as gated`() throws {
        let log = try SampleLog.ready(layout: 3)
        refuses(
            log, .lineGated(row: 12),
            .answer(try log.answer(1, rows: [log.row(12, "bob", 9, 1, .gated)])))
    }

    /// Two makers could order the same name, and the later deploy took it.
    @Test func `keep a model's name with whoever ordered it first`() throws {
        var log = try SampleLog.ready(layout: 3)
        log.evaluation = try evaluation(&log)
        let maker = SampleLog.account("maker")
        #expect(log.state.holder(ofName: Commitment.modelName("model")) == maker)
        refuses(log, .nameTaken(holder: maker), manifest(log, "second", maker: "alice"))
        // The maker's next model may have it; a name that was given up is free.
        try log.add(manifest(log, "second"))
        let draft = try log.add(manifest(log, "third", name: "draft"))
        refuses(
            log, .nameTaken(holder: maker),
            manifest(log, "fourth", name: "draft", maker: "alice"))
        let abort = log.signed(TrainingAbort(manifest: draft, reason: .diverged), "maker")
        try log.add(.trainingAbort(abort))
        #expect(log.state.holder(ofName: Commitment.modelName("draft")) == nil)
        try log.add(manifest(log, "fourth", name: "draft", maker: "alice"))
    }

    @Test func `let those train whom the Datanet lists`() throws {
        let listed = [SampleLog.account("alice"), SampleLog.account("bob")].sorted()
        let policy = DatanetPolicy(
            trainers: .listed, listedTrainers: listed, evaluator: SampleLog.account("evaluator"))
        #expect(policy.flaw == nil)
        var log = try SampleLog.ready(layout: 3)
        log.datanet = try log.add(
            .datanetCreate(
                log.signed(
                    DatanetCreate(
                        owner: SampleLog.account("operator"),
                        termsCommitment: SampleLog.digest("listed"), policy: policy), "operator")))
        log.evaluation = try evaluation(&log)
        try log.contribute("carol", rows: 4)
        refuses(log, .trainerNotAllowed(datanet: log.datanet), manifest(log, "x", name: "x"))
        try log.add(manifest(log, "y", name: "y", maker: "alice"))
        let bytes = try #require(log.bytes.dropFirst(Int(log.datanet)).first)
        guard case .datanetCreate(let read) = try Entry(decoding: bytes).body else {
            Issue.record("no Datanet")
            return
        }
        #expect(read.policy == policy)
    }
}
