import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `A log of both layouts` {
    typealias Log = TwoLayoutLog

    @Test func `is proved, and its balances follow by hand`() throws {
        let log = try Log.log()
        let audit = LogAudit(
            checkpoint: try log.checkpoint().bytes, key: log.key, read: log.bytes(of:))
        #expect(audit.report.isVerified, "\(audit.report)")
        func balance(_ key: AccountKey) throws -> AuditedBalance {
            try #require(audit.balances.first { $0.account == key.address })
        }
        // Two answers of layout 2 with 6,000,000 for contributors, one of layout 1 with 7,000,000.
        #expect(try balance(People.payer).payable == 970_000_000)
        #expect(try balance(People.teamB).payable == 2 * (2_400_000 + 1_200_000) + 3_500_000)
        #expect(try balance(People.teamB).held == [:])
        // A third of 1,200,000, rounded down: the bound is a little less than a third.
        #expect(try balance(People.teamA).payable == 2 * 399_999)
        #expect(
            try balance(People.teamA).held == [.uncertain: 2 * 800_001, .gated: 2 * 600_000])
        #expect(try balance(People.maker).payable == 2 * 2_000_000 + 1_000_000)
        #expect(audit.report.json["burned"] == .string("1500000"))
    }

    @Test func `gives a Datanet its own reveal window, before any policy and against it`() throws {
        var drafts = Log.drafts
        // The policy's window is 1000, the Datanet's 1: with an entry more between commit and
        // reveal, the reveal is late.
        drafts.swapAt(10, 11)
        let found = try fault(of: 11, in: Log.log(Array(drafts.prefix(12))))
        #expect(found.map(Broken.init) == .rule(3))
    }

    @Test func `takes results without accuracy, and parts that nobody knows`() throws {
        let log = try Log.log { index, draft in
            guard index == Log.result else { return }
            draft.change("metrics") { $0 = [Log.metric(2, 5, of: 1)] }
            draft.change("parts") { $0.append(Log.part(65_535, "later")) }
        }
        #expect(report(of: log).isVerified)
    }

    /// One entry that breaks one rule, signed by whoever has to sign.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let index: UInt64
        let broken: Broken
        let bend: @Sendable (inout EntryDraft) -> Void
        /// Where the bent entry stands, when the broken rule shows at a later one.
        var bentAt: UInt64?

        init(
            _ name: String, at index: UInt64, _ broken: Broken, bentAt: UInt64? = nil,
            _ bend: @escaping @Sendable (inout EntryDraft) -> Void
        ) {
            testDescription = name
            self.index = index
            self.broken = broken
            self.bentAt = bentAt
            self.bend = bend
        }
    }

    @Test(arguments: datanets + manifests + results + deploys + answers + lines)
    func `refuses an entry that breaks one rule`(_ item: Case) throws {
        let bent = item.bentAt ?? item.index
        let drafts = Array(Log.drafts.prefix(Int(item.index) + 1))
        let log = try Log.log(drafts) { index, draft in
            if index == bent { item.bend(&draft) }
        }
        let found = try fault(of: item.index, in: log)
        #expect(found.map(Broken.init) == item.broken, "\(String(describing: found))")
        #expect(!report(of: log).isVerified)
    }
}

/// The kind of a fault, without its words.
enum Broken: Equatable, Sendable {
    case form, arithmetic
    case rule(Int)

    init(_ fault: AuditFault) {
        switch fault {
        case .form: self = .form
        case .arithmetic: self = .arithmetic
        case .general: self = .rule(0)
        case .rule(_, let number, _): self = .rule(number)
        }
    }
}

/// What the audit says to one entry; those before it must hold.
func fault(of index: UInt64, in log: HandwrittenLog) throws -> AuditFault? {
    var state = AuditedLog(log: log.key)
    for place in 0..<index { try state.apply(log.entries[Int(place)], at: place) }
    do throws(AuditFault) {
        try state.apply(log.entries[Int(index)], at: index)
        return nil
    } catch {
        return error
    }
}

private func report(of log: HandwrittenLog) -> VerificationReport {
    let checkpoint = (try? log.checkpoint().bytes) ?? []
    return LogAudit(checkpoint: checkpoint, key: log.key, read: log.bytes(of:)).report
}

// MARK: - What is refused

extension `A log of both layouts` {
    static let datanets: [Case] =
        [
            ("a window of no entry", "revealWindow", .u32(0)),
            ("a window without end", "revealWindow", .u32(1_000_001)),
            ("a contributors' least above nine tenths", "contributorsLeast", .u16(9_001)),
            ("a least fee of nothing", "leastFee", .u64(0)),
            ("an unknown word for who may train", "trainers", .u8(2)),
            ("evaluations without items", "leastEvaluationItems", .u32(0)),
            ("too many evaluation items", "leastEvaluationItems", .u32(1_000_001)),
            ("no least of rows", "minimumRows", .u16(0)),
            ("a least of rows out of reach", "minimumRows", .u16(10_001)),
            ("too many deviations", "gateDeviationsMillis", .u16(10_001)),
            ("chance that is certain", "gateChanceQuantileMillis", .u16(1_000)),
        ].map { name, field, value in
            Case("a Datanet with \(name)", at: Log.home, .form) { $0.set(field, value) }
        }

    static let manifests: [Case] = [
        Case("a manifest of no Datanet", at: Log.manifest, .form) {
            $0.change("datanets") { $0 = [] }
        },
        Case("a manifest of seventeen Datanets", at: Log.manifest, .form) {
            $0.change("datanets") { $0 = (0..<17).map { Log.rows($0, through: 16, 1) } }
        },
        Case("a Datanet twice", at: Log.manifest, .form) {
            $0.change("datanets") { $0[1] = $0[0] }
        },
        Case("a Datanet without rows", at: Log.manifest, .form) {
            $0.change("datanets") { $0[1] = Log.rows(Log.other, through: 15, 0) }
        },
        Case("a manifest of no method", at: Log.manifest, .form) {
            $0.change("methods") { $0 = [] }
        },
        Case("methods out of order", at: Log.manifest, .form) {
            $0.change("methods") { $0.swapAt(0, 1) }
        },
        Case("a method twice", at: Log.manifest, .form) { $0.change("methods") { $0[1] = $0[0] } },
        Case("method 0", at: Log.manifest, .form) {
            $0.change("methods") { $0[0] = Log.method(0, version: 1) }
        },
        Case("method 4096", at: Log.manifest, .form) {
            $0.change("methods") { $0[1] = Log.method(4096, version: 1) }
        },
        Case("shares of more than all", at: Log.manifest, .form) { $0.set("burn", .u16(501)) },
        Case("a share for stakers", at: Log.manifest, .form) {
            $0.set("modelMaker", .u16(1999))
            $0.set("stakers", .u16(1))
        },
        Case("an entry that is no Datanet", at: Log.manifest, .rule(2)) {
            $0.change("datanets") { $0[1] = Log.rows(Log.policy, through: 15, 3) }
        },
        Case("another number of rows", at: Log.manifest, .rule(3)) {
            $0.change("datanets") { $0[1] = Log.rows(Log.other, through: 15, 2) }
        },
        Case("rows of entries to come", at: Log.manifest, .rule(3)) {
            $0.change("datanets") { $0[1] = Log.rows(Log.other, through: 17, 3) }
        },
        Case("an evaluation of the second Datanet", at: Log.manifest, .rule(4)) {
            $0.change("datanets") { $0.swapAt(0, 1) }
        },
        Case("an evaluation from after the intake", at: Log.manifest, .rule(4)) {
            $0.change("datanets") { $0[0] = Log.rows(Log.home, through: 15, 5) }
        },
        Case("layout 1 on a Datanet of layout 2", at: Log.manifest, .rule(8)) {
            $0 = Log.manifest1()
            $0.set("datanet", .u64(Log.home))
            $0.set("datanetThrough", .u64(16))
            $0.set("rowCount", .u32(5))
            $0.set("evaluation", .u64(Log.evaluation))
        },
        Case("a stranger's model of rows that are the owner's alone", at: Log.manifest, .rule(9)) {
            $0.set("maker", .account(People.teamB))
            $0.signer = People.teamB
        },
        Case("contributors below the Datanet's least", at: Log.manifest, .rule(9)) {
            $0.set("contributors", .u16(4999))
            $0.set("modelMaker", .u16(3001))
        },
        Case("an evaluation below the Datanet's least", at: 16, .rule(9), bentAt: Log.evaluation) {
            $0.set("itemCount", .u32(49))
        },
        Case("a node's share below the policy's", at: Log.manifest, .rule(10)) {
            $0.set("node", .u16(999))
            $0.set("modelMaker", .u16(2001))
        },
        Case("a burnt share below the policy's", at: Log.manifest, .rule(10)) {
            $0.set("burn", .u16(499))
            $0.set("modelMaker", .u16(2001))
        },
        Case("a base model's share below the policy's", at: Log.manifest, .rule(10)) {
            $0.set("baseModel", .u16(0))
            $0.set("modelMaker", .u16(2500))
        },
        Case("a manifest that another signed", at: Log.manifest, .rule(13)) {
            $0.signer = People.node
        },
    ]

    static let results: [Case] = [
        Case("a result without parts", at: Log.result, .form) { $0.change("parts") { $0 = [] } },
        Case("part 0", at: Log.result, .form) { $0.change("parts") { $0[0] = Log.part(0, "x") } },
        Case("parts out of order", at: Log.result, .form) {
            $0.change("parts") { $0.swapAt(0, 1) }
        },
        Case("a part twice", at: Log.result, .form) { $0.change("parts") { $0[1] = $0[0] } },
        Case("a result without metrics", at: Log.result, .form) {
            $0.change("metrics") { $0 = [] }
        },
        Case("metrics out of order", at: Log.result, .form) {
            $0.change("metrics") { $0.swapAt(0, 1) }
        },
        Case("a metric of no item", at: Log.result, .form) {
            $0.change("metrics") { $0[1] = Log.metric(9, 1, of: 0) }
        },
        Case("more right answers than items", at: Log.result, .form) {
            $0.change("metrics") { $0[0] = Log.metric(1, 101, of: 100) }
        },
        Case("a result of layout 1 for a manifest of layout 2", at: Log.result, .rule(4)) {
            $0 = Log.result1(of: Log.manifest)
        },
        Case("a result of layout 2 for a manifest of layout 1", at: 25, .rule(4)) {
            $0 = Log.result2()
            $0.set("manifest", .u64(24))
        },
        Case("a result without a gate", at: Log.result, .rule(5)) {
            $0.change("parts") { $0.remove(at: 1) }
        },
        Case("a result without a method's index", at: Log.result, .rule(5)) {
            $0.change("parts") { $0.removeLast() }
        },
        Case("more judged items than committed ones", at: Log.result, .rule(6)) {
            $0.change("metrics") { $0[0] = Log.metric(1, 64, of: 101) }
        },
        Case("a result that another signed", at: Log.result, .rule(9)) { $0.signer = People.node },
    ]

    static let deploys: [Case] = [
        Case("a model sold from another Datanet than its home", at: Log.deploy, .rule(2)) {
            $0.set("datanet", .u64(Log.other))
        },
        Case("a fee below the Datanet's least", at: Log.deploy, .rule(4)) {
            $0.set("fee", .u64(1_999_999))
        },
        Case("an opening of another gate", at: Log.opening, .rule(4)) {
            $0.set("gateDigest", .digest(salt("index 1")))
        },
    ]

    static let answers: [Case] = [
        Case("an answer of layout 1 by a model of layout 2", at: Log.answer, .rule(1)) {
            $0 = Log.answer1("mixed", deploy: Log.deploy)
        },
        Case("an answer of layout 2 by a model of layout 1", at: 27, .rule(1)) {
            $0 = Log.answer2("mixed", grade: 3)
            $0.set("deploy", .u64(26))
        },
        Case("the policy's shares instead of the model's", at: Log.answer, .rule(3)) {
            $0.set("contributors", .u16(7000))
            $0.set("modelMaker", .u16(1000))
            $0.lines = LinesDraft(Log.lines(), of: 7_000_000)
        },
        Case("the pool of another Datanet", at: Log.answer, .rule(3)) {
            $0.set("datanet", .u64(Log.other))
        },
        Case("answers by fewer methods", at: Log.answer, .rule(3)) {
            $0.change("methods") { $0.removeLast() }
        },
        Case("answers by another version", at: Log.answer, .rule(3)) {
            $0.change("methods") { $0[0] = Log.usedMethod(1, version: 3, "index 1") }
        },
        Case("indices exchanged", at: Log.answer, .rule(3)) {
            $0.change("methods") {
                $0 = [
                    Log.usedMethod(1, version: 2, "index 7"),
                    Log.usedMethod(7, version: 1, "index 1"),
                ]
            }
        },
        Case("answers by methods out of order", at: Log.answer, .form) {
            $0.change("methods") { $0.swapAt(0, 1) }
        },
        Case("answers by no method", at: Log.answer, .form) { $0.change("methods") { $0 = [] } },
        Case("an unknown grade", at: Log.answer, .form) { $0.set("grade", .u8(4)) },
        Case("repeatable evidence before the items are open", at: Log.answer, .rule(5)) {
            $0.set("grade", .u8(0))
        },
        Case("a replayed answer", at: Log.replayedAnswer, .rule(7)) {
            $0 = Log.answer2("first", grade: 0)
        },
        Case("an answer that another signed", at: Log.answer, .rule(8)) { $0.signer = People.node },
    ]

    static let lines: [Case] = [
        Case("lines exchanged", at: Log.answer, .arithmetic) { $0.lines?.lines.swapAt(0, 1) },
        Case("equal weights against the order of Datanets", at: Log.answer, .arithmetic) {
            $0.lines?.lines.swapAt(1, 2)
        },
        Case("a row before a cluster of an earlier Datanet", at: Log.answer, .arithmetic) {
            $0.lines?.lines[1].datanet = Log.other
            $0.lines?.lines[1].subject = 1
        },
        Case("a row paid twice", at: Log.answer, .arithmetic) {
            $0.lines?.lines[2].datanet = Log.other
            $0.lines?.lines[2].number = 1
        },
        Case("an amount of one unit more", at: Log.answer, .arithmetic) {
            $0.lines?.lines[0].amount += 1
            $0.lines?.lines[0].paid += 1
        },
        Case("held money that is paid", at: Log.answer, .arithmetic) {
            let held = $0.lines?.lines[3].held ?? 0
            $0.lines?.lines[3].paid = held
            $0.lines?.lines[3].held = 0
        },
        Case("a bound above its weight", at: Log.answer, .arithmetic) {
            $0.lines?.lines[2].lower += 1
        },
        Case("an unknown subject", at: Log.answer, .form) { $0.lines?.lines[0].subject = 2 },
        Case("a line without evidence", at: Log.answer, .form) { $0.lines?.lines[0].evidence = 0 },
        Case("evidence of an unknown kind", at: Log.answer, .form) {
            $0.lines?.lines[0].evidence = 8
        },
        Case("an unknown reason", at: Log.answer, .form) { $0.lines?.lines[0].reason = 4 },
        Case("a line of a Datanet without part in the model", at: Log.answer, .rule(4)) {
            $0.lines?.lines[0].datanet = 4
        },
        Case("a line of the wrong Datanet", at: Log.answer, .rule(4)) {
            $0.lines?.lines[0].datanet = Log.home
        },
        Case("a cluster that nobody registered", at: Log.answer, .rule(4)) {
            $0.lines?.lines[0].subject = 1
        },
        Case("a row that was not trained on", at: Log.answer, .rule(4)) {
            $0.lines?.lines[0].number = 3
        },
        Case("another owner of a row", at: Log.answer, .rule(4)) {
            $0.lines?.lines[0].account = People.teamA
        },
    ]
}

@Suite struct `A receipt of layout 2` {
    typealias Log = TwoLayoutLog

    @Test func `proves what one of layout 1 proves`() throws {
        let log = try Log.log()
        let file = try log.receipt(Log.answer).bytes
        let report = ReceiptVerifier.verify(file: file, key: log.key)
        #expect(report.isVerified, "\(report)")
        #expect(report.json["layout"] == .integer(2))
        #expect(
            report.proofs.map(\.check) == [
                .fileForm, .checkpointSignature, .origin, .inclusion, .entryForm, .disclosure,
                .price, .feeSplit, .weightSum, .amounts, .paidAndHeld, .signature,
            ])
        #expect(report.description.contains("contributors 0.006 OPEN (6000 bp)"))
    }

    @Test func `with any byte changed is refused`() throws {
        let log = try Log.log()
        let file = try log.receipt(Log.answer).bytes
        var random = SeededBytes(seed: 9, label: "layout 2")
        for position in file.indices {
            for flip in [UInt8(1) << UInt8(random.below(8)), UInt8(1 + random.below(255))] {
                var bent = file
                bent[position] ^= flip
                #expect(!ReceiptVerifier.verify(file: bent, key: log.key).isVerified)
            }
        }
    }

    /// Changed *and logged anew*: what still passes is the log's own word and nothing more.
    @Test func `logged anew with a byte changed is refused, but for what only the log says`() throws
    {
        let log = try Log.log()
        var random = SeededBytes(seed: 10, label: "layout 2")
        var state = AuditedLog(log: log.key)
        var passed: Set<Int> = []
        for (index, entry) in log.entries.enumerated() {
            for position in entry.indices where !(2..<10).contains(position) {
                var bent = entry
                bent[position] ^= 1 << UInt8(random.below(8))
                var copy = state
                guard (try? copy.apply(bent, at: UInt64(index))) != nil else { continue }
                if entry[0] == 1 && entry[1] == 6 { continue }
                #expect(entry[1] == 13, "entry \(index), byte \(position)")
                if UInt64(index) == Log.answer { passed.insert(position) }
            }
            try state.apply(entry, at: UInt64(index))
        }
        // The answer's commitment, the grade, and of each line evidence and lower bound.
        let lines = 148 + 36 * 2 + 70
        for position in passed where !(103..<135).contains(position) {
            let isOfLine = position >= lines && position < lines + 67 * 4
            let offset = (position - lines) % 67
            #expect(
                position == 148 + 36 * 2 || (isOfLine && (offset == 13 || 38..<42 ~= offset)),
                "byte \(position)")
        }
    }
}
