import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

@Suite struct `The order of commitments` {
    private func refuses(
        _ log: SampleLog, _ refusal: Refusal, _ body: EntryBody,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var copy = log
        #expect(throws: refusal, sourceLocation: location) { try copy.add(body) }
        #expect(refusal.description.hasSuffix("."), sourceLocation: location)
    }

    @Test func `fixes the evaluation before intake closes`() throws {
        var log = try SampleLog.ready()
        refuses(log, .duplicateEvaluation, .evaluationCommit(log.evaluationFields("items")))
        let through = log.state.size
        log.evaluation = try log.add(.evaluationCommit(log.evaluationFields("late items")))
        var fields = log.manifestFields("second", beacon: false)
        #expect(fields.home.through == through + 1)
        try log.add(.manifestCommit(fields))
        fields = log.manifestFields("third", beacon: false)
        let early = ManifestCommit(
            maker: fields.maker, manifestDigest: fields.manifestDigest,
            datanet: fields.home.datanet,
            datanetThrough: through, rowCount: fields.home.rowCount, rowsRoot: fields.home.rowsRoot,
            evaluation: fields.evaluation, policy: fields.policy, methodId: 1, methodVersion: 1,
            accessTier: .public, beaconRule: .none, beaconKey: fields.beaconKey,
            beaconCommitment: fields.beaconCommitment)
        refuses(log, .evaluationTooLate, .manifestCommit(early))
    }

    @Test func `counts exactly the rows of the reveals before the stated index`() throws {
        var log = try SampleLog.ready()
        let through = log.state.size
        #expect(log.state.rowCount(ofDatanet: log.datanet, below: through) == 19)
        let fields = log.manifestFields("second", beacon: false)
        try log.contribute("payer", rows: 7)
        try log.add(.manifestCommit(fields))
        #expect(log.state.rowCount(ofDatanet: log.datanet) == 26)
        let wrong = ManifestCommit(
            maker: fields.maker, manifestDigest: SampleLog.digest("third"),
            datanet: fields.home.datanet, datanetThrough: log.state.size, rowCount: 19,
            rowsRoot: fields.home.rowsRoot, evaluation: fields.evaluation, policy: fields.policy,
            methodId: 1, methodVersion: 1, accessTier: .public, beaconRule: .none,
            beaconKey: fields.beaconKey, beaconCommitment: fields.beaconCommitment)
        refuses(log, .rowCount(expected: 26), .manifestCommit(wrong))
    }

    @Test func `gives every manifest one end, and its beacon first`() throws {
        var log = try SampleLog.ready()
        refuses(log, .duplicateManifest, .manifestCommit(log.manifestFields()))
        let manifest = try log.add(.manifestCommit(log.manifestFields("second")))
        refuses(log, .beaconMissing, .trainingResult(log.resultFields(manifest)))
        refuses(log, .beaconMismatch, .beaconReveal(log.beaconFields(manifest, secret: "guess")))
        refuses(log, .evaluationInUse, .evaluationOpen(log.openFields()))
        try log.add(.beaconReveal(log.beaconFields(manifest)))
        refuses(log, .beaconAlreadyRevealed, .beaconReveal(log.beaconFields(manifest)))
        let abort = log.signed(TrainingAbort(manifest: manifest, reason: .diverged), "maker")
        try log.add(.trainingAbort(abort))
        refuses(log, .manifestFinished, .trainingAbort(abort))
        refuses(log, .manifestFinished, .trainingResult(log.resultFields(manifest)))
        refuses(log, .manifestUnknown(3), .trainingResult(log.resultFields(3)))
        let runs = log.state.trainingRuns(of: SampleLog.account("maker"))
        #expect(runs.results == 1 && runs.aborts == 1 && runs.unfinished == 0)
    }

    @Test func `sells only what was trained, on the manifest's terms`() throws {
        let log = try SampleLog.ready()
        refuses(log, .resultUnknown(2), .deploy(log.deployFields(2)))
        refuses(log, .revision(expected: 1), .deploy(log.deployFields(log.result)))
        let other = log.signed(
            Deploy(
                result: log.result, policy: log.policy, revision: 1, fee: SampleLog.fee,
                datanet: log.datanet, maker: SampleLog.account("alice")), "alice")
        refuses(log, .deployMismatch, .deploy(other))
    }

    @Test func `opens an evaluation once, with the root and gate it was committed with`() throws {
        var log = try SampleLog.ready()
        refuses(log, .evaluationRoot, .evaluationOpen(log.openFields(root: "others")))
        refuses(log, .gateMismatch, .evaluationOpen(log.openFields(gate: "other")))
        refuses(log, .gradeTooHigh, .answer(try log.answer(1, grade: .replayed)))
        try log.add(.evaluationOpen(log.openFields()))
        refuses(log, .evaluationOpened, .evaluationOpen(log.openFields()))
        refuses(
            log, .evaluationOpened,
            .manifestCommit(log.manifestFields("after", beacon: false)))
        try log.add(.answer(log.answer(1, grade: .replayed)))
    }

    @Test func `takes a deposit once and keeps the supply below 2 to the 64`() throws {
        var log = try SampleLog.ready()
        refuses(
            log, .duplicateSource, .deposit(log.depositFields("alice", 5, source: "first")))
        refuses(
            log, .supplyExceeded,
            .deposit(log.depositFields("alice", .max - 99_999_999, source: "more")))
        try log.add(.deposit(log.depositFields("alice", .max - 100_000_000, source: "all")))
        refuses(log, .supplyExceeded, .deposit(log.depositFields("alice", 1, source: "one")))
        #expect(log.state.balances.isConservedRecounted)
    }

    @Test func `binds an answer to its model, its rows' owners and its payer`() throws {
        var log = try SampleLog.ready()
        refuses(
            log, .rowOutside(row: 19),
            .answer(try log.answer(1, rows: [log.row(19, "alice", 9, 1)])))
        refuses(
            log, .rowOwner(row: 0, owner: SampleLog.account("alice")),
            .answer(try log.answer(1, rows: [log.row(0, "bob", 9, 1)])))
        refuses(log, .insufficientFunds(payable: .zero), .answer(try log.answer(1, payer: "alice")))
        refuses(
            log, .accountNotOpen(SampleLog.account("stranger")),
            .answer(try log.answer(1, payer: "stranger")))
        let index = try log.add(.answer(log.answer(1)))
        refuses(log, .duplicateIdempotencyId(index: index), .answer(try log.answer(1)))
        let second = try log.add(.deploy(log.deployFields(log.result, revision: 1)))
        #expect(log.state.modelsOnSale.map(\.deploy) == [log.deploy, second])
    }
}
