import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

/// A log's entries read from the beginning for every question.
private struct NaiveScan {
    let entries: [EntryBody]

    init(_ log: SampleLog) throws {
        entries = try log.bytes.map { try Entry(decoding: $0).body }
    }

    func first<Fields>(_ matches: (EntryBody) -> Fields?) -> (index: UInt64, fields: Fields)? {
        for (index, body) in entries.enumerated() {
            if let fields = matches(body) { return (UInt64(index), fields) }
        }
        return nil
    }

    func datanet(of owner: AccountAddress, terms: Digest) -> UInt64? {
        first { body -> Bool? in
            guard case .datanetCreate(let fields) = body, fields.owner == owner else { return nil }
            return fields.termsCommitment == terms ? true : nil
        }?.index
    }

    func reveals(ofDatanet datanet: UInt64) -> [(index: UInt64, fields: ContributionReveal)] {
        entries.enumerated().compactMap { index, body in
            guard case .contributionReveal(let fields) = body,
                case .contributionCommit(let commit) = entries[Int(fields.commitIndex)],
                commit.datanet == datanet
            else { return nil }
            return (UInt64(index), fields)
        }
    }

    struct Run {
        var beacon: Digest?
        var result: UInt64?
        var reason: AbortReason?
        var deploys: [UInt64] = []
        var isOpened = false
    }

    func run(ofManifest manifest: UInt64, evaluation: UInt64) -> Run {
        var run = Run()
        for (index, body) in entries.enumerated() {
            switch body {
            case .beaconReveal(let fields) where fields.manifest == manifest:
                run.beacon = fields.secret
            case .trainingResult(let fields) where fields.manifest == manifest:
                run.result = UInt64(index)
            case .trainingAbort(let fields) where fields.manifest == manifest:
                run.reason = fields.reason
            case .deploy(let fields) where fields.result == run.result:
                run.deploys.append(UInt64(index))
            case .evaluationOpen(let fields) where fields.evaluation == evaluation:
                run.isOpened = true
            default: break
            }
        }
        return run
    }
}

@Suite struct `What the state tells by subject` {
    /// Datanets, contributions, training runs and deposits in random order.
    private func history(_ seed: UInt64) throws -> SampleLog {
        var random = SeededBytes(seed: seed, label: "queries")
        var log = try SampleLog.ready(layout: seed.isMultiple(of: 2) ? 1 : 2)
        var commits: [(name: String, index: UInt64, rows: UInt32, datanet: UInt64)] = []
        var runs: [UInt64] = []
        for step in 0..<50 {
            let name = ["alice", "bob", "carol"][Int(random.below(3))]
            switch random.below(7) {
            case 0:
                let terms = Commitment.terms(
                    salt: SampleLog.digest("terms \(step)"), document: [UInt8(step)])
                log.datanet = try log.add(
                    .datanetCreate(
                        log.signed(
                            DatanetCreate(
                                owner: SampleLog.account(name), termsCommitment: terms,
                                policy: log.datanetPolicy), name)))
                log.evaluation = try log.add(
                    .evaluationCommit(log.evaluationFields("items \(step)")))
                try log.contribute("bob", rows: 100 + UInt32(step))
            case 1, 2:
                let rows = UInt32(1 + random.below(9))
                let fields = ContributionCommit(
                    contributor: SampleLog.account(name), datanet: log.datanet,
                    commitment: commitment(name, step, rows), rowCount: rows)
                let index = try log.add(.contributionCommit(log.signed(fields, name)))
                commits.append((name, index, rows, log.datanet))
                if random.below(2) == 0 { try reveal(&log, name, index, step, rows, &random) }
            case 3:
                try log.add(
                    .deposit(log.depositFields(name, 1 + random.below(99), source: "d \(step)")))
            case 4:
                let fields = log.manifestFields("manifest \(step)", beacon: random.below(2) == 0)
                let index = try log.add(.manifestCommit(fields))
                runs.append(index)
                if fields.beaconRule == .secondKey {
                    try log.add(.beaconReveal(log.beaconFields(index)))
                }
            case 5:
                guard let index = runs.popLast() else { continue }
                let abort = TrainingAbort(manifest: index, reason: .diverged)
                try log.add(.trainingAbort(log.signed(abort, "maker")))
            default:
                guard let index = runs.popLast(),
                    let manifest = log.state.manifest(at: index)
                else { continue }
                let result = try log.add(.trainingResult(log.resultFields(index)))
                guard random.below(2) == 0 else { continue }
                let deploy = Deploy(
                    result: result, policy: manifest.policy, revision: 0, fee: SampleLog.fee,
                    datanet: log.state.trainingRun(at: index)?.commit.home.datanet ?? 0,
                    maker: SampleLog.account("maker"))
                try log.add(.deploy(log.signed(deploy, "maker")))
            }
        }
        return log
    }

    private func commitment(_ name: String, _ step: Int, _ rows: UInt32) -> Digest {
        Commitment.contribution(
            contributor: SampleLog.account(name), salt: SampleLog.digest("salt \(step)"),
            rowsRoot: SampleLog.digest("rows \(step)"), rowCount: rows)
    }

    private func reveal(
        _ log: inout SampleLog, _ name: String, _ commit: UInt64, _ step: Int, _ rows: UInt32,
        _ random: inout SeededBytes
    ) throws {
        let accepted = UInt32(random.below(UInt64(rows) + 1))
        let fields = ContributionReveal(
            commitIndex: commit, rowsRoot: SampleLog.digest("rows \(step)"),
            salt: SampleLog.digest("salt \(step)"), acceptedCount: accepted,
            duplicateCount: rows - accepted)
        try log.add(.contributionReveal(log.signed(fields, name)))
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `is what a scan of the log finds`(seed: UInt64) throws {
        let log = try history(seed)
        let scan = try NaiveScan(log)
        for (index, body) in scan.entries.enumerated() {
            let index = UInt64(index)
            if case .datanetCreate(let fields) = body {
                let found = log.state.datanet(of: fields.owner, terms: fields.termsCommitment)
                #expect(found == scan.datanet(of: fields.owner, terms: fields.termsCommitment))
                #expect(found == index)
                try compareReveals(ofDatanet: index, log, scan)
            }
            if case .contributionCommit(let fields) = body {
                #expect(log.state.contribution(at: index) == fields)
                let found = log.state.contribution(
                    of: fields.contributor, commitment: fields.commitment)
                #expect(found?.index == index && found?.commit == fields)
                let reveal = scan.reveals(ofDatanet: fields.datanet).first {
                    $0.fields.commitIndex == index
                }
                #expect(log.state.reveal(ofCommit: index)?.index == reveal?.index)
            }
            if case .evaluationCommit(let fields) = body {
                #expect(log.state.evaluation(root: fields.root) == index)
            }
            if case .manifestCommit(let fields) = body {
                try compareRun(index, fields, log, scan)
            }
            if case .deposit(let fields) = body {
                let expected = log.state.deposit(source: fields.source)
                #expect(expected?.index == index)
                #expect(expected?.account == fields.account && expected?.amount == fields.amount)
            }
        }
    }

    private func compareReveals(
        ofDatanet datanet: UInt64, _ log: SampleLog, _ scan: NaiveScan
    ) throws {
        let expected = scan.reveals(ofDatanet: datanet)
        let found = log.state.reveals(ofDatanet: datanet)
        #expect(found.map(\.index) == expected.map(\.index))
        #expect(found.map(\.fields) == expected.map(\.fields))
        #expect(
            log.state.reveals(ofDatanet: datanet, from: 1).map(\.index)
                == Array(found.map(\.index).dropFirst()))
        var next: UInt32 = 0
        for (reveal, position) in zip(found, 0...) {
            #expect(reveal.rows == next..<(next + expected[position].fields.acceptedCount))
            #expect(log.state.rowCount(ofDatanet: datanet, below: reveal.index) == next)
            next = reveal.rows.upperBound
            for row in reveal.rows {
                let owner = log.state.owner(ofRow: row, inDatanet: datanet)
                #expect(owner == reveal.commit.contributor)
            }
        }
        #expect(log.state.rowCount(ofDatanet: datanet) == next)
        #expect(log.state.owner(ofRow: next, inDatanet: datanet) == nil)
        for counted in log.state.contributors(toDatanet: datanet) {
            let own = found.filter { $0.commit.contributor == counted.account }
            #expect(counted.acceptedRows == own.reduce(0) { $0 + UInt64($1.fields.acceptedCount) })
            #expect(counted.duplicates == own.reduce(0) { $0 + UInt64($1.fields.duplicateCount) })
        }
    }

    private func compareRun(
        _ index: UInt64, _ fields: ManifestCommit, _ log: SampleLog, _ scan: NaiveScan
    ) throws {
        let run = try #require(log.state.trainingRun(manifest: fields.manifestDigest))
        let expected = scan.run(ofManifest: index, evaluation: fields.evaluation)
        #expect(run.index == index && run.commit == fields)
        #expect(run.beacon == expected.beacon)
        #expect(run.result == expected.result)
        #expect(run.deploys == expected.deploys)
        #expect(run.isEvaluationOpened == expected.isOpened)
        let outcome: TrainingRunRecord.Outcome =
            expected.result.map { .result($0) } ?? expected.reason.map { .abort($0) } ?? .unfinished
        #expect(run.outcome == outcome)
    }

    @Test func `is nothing for what no entry says`() throws {
        let log = try SampleLog.ready()
        let none = SampleLog.digest("no such thing")
        let alice = SampleLog.account("alice")
        #expect(log.state.datanet(of: alice, terms: none) == nil)
        #expect(log.state.contribution(of: alice, commitment: none) == nil)
        #expect(log.state.reveals(ofDatanet: 999).isEmpty)
        #expect(log.state.trainingRun(manifest: none) == nil)
        #expect(log.state.deposit(source: none) == nil)
        #expect(log.state.evaluation(root: none) == nil)
        #expect(log.state.opening(ofEvaluation: log.evaluation) == nil)
    }

    @Test func `says what an evaluation was opened with`() throws {
        var log = try SampleLog.ready()
        let index = try log.add(.evaluationOpen(log.openFields()))
        let opening = try #require(log.state.opening(ofEvaluation: log.evaluation))
        #expect(opening.index == index && opening.result == log.result)
        #expect(log.state.trainingRun(at: log.manifest)?.isEvaluationOpened == true)
    }
}
