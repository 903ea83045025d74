import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

@Suite struct `Entries of layout 2` {
    private func refuses(
        _ log: SampleLog, _ refusal: Refusal, _ body: EntryBody,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var copy = log
        #expect(throws: refusal, sourceLocation: location) { try copy.add(body) }
        #expect(refusal.description.hasSuffix("."), sourceLocation: location)
    }

    /// The sample's manifest with some fields changed.
    private func manifest(
        _ log: SampleLog, datanets: [TrainingData]? = nil, shares: FeeShares? = .standard,
        methods: [MethodVersion]? = nil, maker: String = "maker"
    ) -> ManifestCommit {
        let fields = log.manifestFields("another", beacon: false)
        return log.signed(
            ManifestCommit(
                maker: SampleLog.account(maker), manifestDigest: fields.manifestDigest,
                datanets: datanets ?? fields.datanets, evaluation: fields.evaluation,
                policy: fields.policy, shares: shares, methods: methods ?? fields.methods,
                accessTier: .public, beaconRule: .none, beaconKey: .zero,
                beaconCommitment: .zero), maker)
    }

    /// A second Datanet with a policy and five rows of bob.
    private func founded(
        _ log: inout SampleLog, _ policy: DatanetPolicy?, owner: String = "alice"
    ) throws -> UInt64 {
        let home = log.datanet
        let fields = DatanetCreate(
            owner: SampleLog.account(owner), termsCommitment: SampleLog.digest("second"),
            policy: policy)
        let datanet = try log.add(.datanetCreate(log.signed(fields, owner)))
        log.datanet = datanet
        try log.contribute("bob", rows: 5)
        log.datanet = home
        return datanet
    }

    @Test func `pay as those of layout 1 do`() throws {
        var (first, second) = (try SampleLog.ready(), try SampleLog.ready(layout: 2))
        try first.add(.answer(first.answer(1)))
        try second.add(.answer(second.answer(1)))
        #expect(first.state.balances == second.state.balances)
        let layouts = try second.bytes.map { try Entry(decoding: $0).body }.filter {
            $0.layoutNumber == 2
        }.map(\.type)
        #expect(layouts == [.datanetCreate, .manifestCommit, .trainingResult, .answer])
    }

    @Test func `take the reveal window of the Datanet and need no policy of the operator`() throws {
        var log = SampleLog()
        log.layout = 2
        try log.open("operator", .operator)
        let fields = DatanetCreate(
            owner: SampleLog.account("operator"), termsCommitment: SampleLog.digest("t"),
            policy: DatanetPolicy(revealWindow: 1))
        log.datanet = try log.add(.datanetCreate(log.signed(fields, "operator")))
        let commit = try log.add(.contributionCommit(log.commitFields("operator", rows: 1)))
        var late = log
        try late.open("alice")
        refuses(
            late, .revealTooLate(lastIndex: commit + 1),
            .contributionReveal(late.revealFields("operator", of: commit, accepted: 1)))
        try log.add(
            .contributionReveal(log.revealFields("operator", of: commit, accepted: 1)))
        #expect(log.state.policy(ofDatanet: log.datanet)?.revealWindow == 1)
    }

    @Test func `keep a model in one layout`() throws {
        var log = try SampleLog.ready(layout: 2)
        refuses(log, .layout(needed: 2), .manifestCommit(manifest(log, shares: nil)))
        let index = try log.add(.manifestCommit(manifest(log)))
        var old = log
        old.layout = 1
        refuses(log, .layout(needed: 2), .trainingResult(old.resultFields(index)))
        // A model of layout 2 may learn from a Datanet of layout 1.
        var mixed = try SampleLog.ready()
        mixed.layout = 2
        try mixed.sell("newer", trainedOn: [mixed.datanet])
        try mixed.add(.answer(mixed.answer(1)))
        let answer = try Entry(decoding: try #require(mixed.bytes.last)).body
        #expect(answer.layoutNumber == 2)
    }

    @Test func `hold manifests to what the Datanets' owners laid down`() throws {
        var log = try SampleLog.ready(layout: 2)
        let home = log.trainingData(log.datanet)
        var strict = log
        let owned = try founded(
            &strict, DatanetPolicy(revealWindow: 4, trainers: .owner, leastEvaluationItems: 1))
        refuses(
            strict, .trainerNotAllowed(datanet: owned),
            .manifestCommit(
                manifest(
                    strict,
                    datanets: [strict.trainingData(strict.datanet), strict.trainingData(owned)])))
        var generous = log
        let least = try founded(
            &generous,
            DatanetPolicy(revealWindow: 4, contributorsLeast: 7_001, leastEvaluationItems: 1))
        let both = [generous.trainingData(generous.datanet), generous.trainingData(least)]
        refuses(
            generous, .contributorsShare(datanet: least, least: 7_001),
            .manifestCommit(manifest(generous, datanets: both)))
        let shares = try FeeShares(
            contributors: 7_001, modelMaker: 999, node: 1_000, baseModel: 500, burn: 500,
            stakers: 0)
        try generous.add(
            .manifestCommit(manifest(generous, datanets: both, shares: shares)))
        var careful = log
        let many = try founded(
            &careful, DatanetPolicy(revealWindow: 4, leastEvaluationItems: 101))
        refuses(
            careful, .evaluationItems(datanet: many, least: 101),
            .manifestCommit(
                manifest(
                    careful,
                    datanets: [careful.trainingData(careful.datanet), careful.trainingData(many)])))
        let greedy = try FeeShares(
            contributors: 7_000, modelMaker: 1_001, node: 999, baseModel: 500, burn: 500,
            stakers: 0)
        refuses(log, .sharesBelowPolicy, .manifestCommit(manifest(log, shares: greedy)))
        refuses(
            log, .datanetUnknown(1),
            .manifestCommit(
                manifest(
                    log,
                    datanets: [
                        home, TrainingData(datanet: 1, through: 1, rowCount: 1, rowsRoot: .zero),
                    ])))
        try log.add(.manifestCommit(manifest(log)))
    }

    @Test func `name the gate and an index of each method in a result`() throws {
        var log = try SampleLog.ready(layout: 2)
        let methods = [
            MethodVersion(method: 1, version: 1), MethodVersion(method: 7, version: 2),
        ]
        let index = try log.add(.manifestCommit(manifest(log, methods: methods)))
        func result(_ parts: [UInt16], asked: UInt32 = 100) -> EntryBody {
            .trainingResult(
                log.signed(
                    TrainingResult(
                        manifest: index, transcriptRoot: SampleLog.digest("transcript"),
                        parts: parts.map {
                            ModelPart(part: $0, digest: SampleLog.digest("part \($0)"))
                        },
                        metrics: [ModelMetric(metric: 1, value: 60, count: asked)]), "maker"))
        }
        refuses(log, .gateMissing, result([1, 4097, 4103]))
        refuses(log, .indexMissing(method: 7), result([3, 4097]))
        refuses(log, .evaluationTotal(limit: 100), result([3, 4097, 4103], asked: 101))
        log.result = try log.add(result([3, 77, 4097, 4103]))
        log.deploy = try log.add(.deploy(log.deployFields(log.result)))
        let model = try #require(log.state.model(deploy: log.deploy))
        #expect(model.methods.map(\.method) == [1, 7] && model.methods.map(\.version) == [1, 2])
        #expect(model.methods[1].indexDigest == SampleLog.digest("part 4103"))
        try log.add(.answer(log.answer(1)))
    }

    @Test func `pay for rows of every Datanet and of no other`() throws {
        var log = try SampleLog.ready(layout: 2)
        let second = try founded(
            &log,
            DatanetPolicy(revealWindow: 4, leastFee: SampleLog.fee, leastEvaluationItems: 1))
        let third = log.state.size
        try log.sell("of both", trainedOn: [log.datanet, second])
        func answer(_ subject: EvidenceSubject, _ name: String) throws -> EntryBody {
            let weight = try #require(PartsPerBillion(500_000_000))
            return .answer(
                try log.answer(
                    3,
                    rows: [
                        AttributedRow(
                            subject, evidence: [.influence, .verbatim],
                            account: SampleLog.account(name), weight: weight, lower: weight)
                    ]))
        }
        refuses(
            log, .datanetOutside(third),
            try answer(EvidenceSubject(datanet: third, number: 0), "bob"))
        refuses(
            log, .clusterUnknown(number: 2),
            try answer(EvidenceSubject(datanet: second, kind: .cluster, number: 2), "bob"))
        refuses(
            log, .rowOutside(row: 5), try answer(EvidenceSubject(datanet: second, number: 5), "bob")
        )
        refuses(
            log, .rowOwner(row: 4, owner: SampleLog.account("bob")),
            try answer(EvidenceSubject(datanet: second, number: 4), "alice"))
        try log.add(answer(EvidenceSubject(datanet: second, number: 4), "bob"))
        let bob = log.state.balances.statement(of: SampleLog.account("bob"))
        #expect(bob.payable.nanoOPEN == 3_500_000)
        // What is not attributed goes to the home Datanet's pool.
        #expect(log.state.balances.pool(ofDatanet: log.datanet).nanoOPEN == 3_500_000)
        #expect(log.state.balances.pool(ofDatanet: second) == .zero)
    }

    @Test func `are sold for no less than a Datanet's least fee`() throws {
        var log = try SampleLog.ready(layout: 2)
        let least = Amount(nanoOPEN: SampleLog.fee.nanoOPEN + 1)
        let second = try founded(
            &log, DatanetPolicy(revealWindow: 4, leastFee: least, leastEvaluationItems: 1))
        #expect(throws: Refusal.feeBelowLeast(least: least)) {
            try log.sell("cheap", trainedOn: [log.datanet, second])
        }
        #expect(Refusal.feeBelowLeast(least: least).description.hasSuffix("."))
    }

    /// The bytes with another value at an offset.
    private func changed(_ golden: GoldenEntries.Golden, _ offset: Int, _ byte: UInt8) throws
        -> [UInt8]
    {
        var bytes = try #require(Hex.decode(golden.hex))
        bytes[offset] = byte
        return bytes
    }

    @Test func `are refused by name when a number is out of its bounds`() throws {
        let datanet = GoldenEntries.datanetCreateLayout2
        let manifest = GoldenEntries.manifestCommitLayout2
        let result = GoldenEntries.trainingResultLayout2
        let answer = GoldenEntries.answerLayout2
        let cases: [(GoldenEntries.Golden, Int, UInt8, EntryError)] = [
            (datanet, 62, 1, .datanetPolicy(.revealWindow)),
            (datanet, 66, 0xFF, .datanetPolicy(.contributorsLeast)),
            (datanet, 76, 2, .trainers(2)),
            (datanet, 77, 1, .datanetPolicy(.leastEvaluationItems)),
            (datanet, 81, 0xFF, .datanetPolicy(.minimumRows)),
            (datanet, 83, 0xFF, .datanetPolicy(.gateDeviations)),
            (datanet, 85, 0xFF, .datanetPolicy(.gateChanceQuantile)),
            (manifest, 62, 0, .datanetCount(0)), (manifest, 62, 17, .datanetCount(17)),
            (result, 50, 0, .partCount(0)), (result, 50, 65, .partCount(65)),
            (answer, 147, 0, .methodCount(0)), (answer, 147, 9, .methodCount(9)),
            (answer, 148, 0xFF, .method),
        ]
        for (golden, offset, byte, error) in cases {
            let bytes = try changed(golden, offset, byte)
            #expect(throws: error) { try Entry(decoding: bytes) }
            #expect(error.description.hasSuffix("."))
        }
    }
}
