import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier

@Suite struct `A log with a Datanet of layout 3` {
    typealias Log = TwoLayoutLog

    @Test func `is proved, with a model that gates and one that only measures`() throws {
        let log = try Log.log(Log.withThird)
        let audit = LogAudit(
            checkpoint: try log.checkpoint().bytes, key: log.key, read: log.bytes(of:))
        #expect(audit.report.isVerified, "\(audit.report)")
    }

    /// One entry that breaks one rule, signed by whoever has to sign.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let index: UInt64
        let broken: Broken
        let bend: @Sendable (inout EntryDraft) -> Void

        init(
            _ name: String, at index: UInt64, _ broken: Broken,
            _ bend: @escaping @Sendable (inout EntryDraft) -> Void
        ) {
            testDescription = name
            self.index = index
            self.broken = broken
            self.bend = bend
        }
    }

    static let cases: [Case] = [
        Case("a verdict by fewer than a hundred items", at: Log.third, .form) {
            $0.set("leastEvaluationItems", .u32(99))
        },
        Case("an unknown rule of who may train", at: Log.third, .form) {
            $0.set("trainers", .u8(3))
        },
        Case("a list that nobody stands in", at: Log.third, .form) {
            $0.change("listedTrainers") { $0 = [] }
        },
        Case("a list under a rule that asks for none", at: Log.third, .form) {
            $0.set("trainers", .u8(0))
        },
        Case("a maker who is not listed", at: Log.thirdManifest, .rule(9)) {
            $0.set("maker", .account(People.teamA))
            $0.signer = People.teamA
        },
        Case("an unknown verdict", at: Log.thirdManifest, .form) { $0.set("verdict", .u8(2)) },
        Case("layout 2 on a Datanet of layout 3", at: Log.thirdManifest, .rule(8)) {
            $0.layout = 2
            $0.fields.removeAll { ["name", "verdict"].contains($0.name) }
        },
        Case("a verdict by items that served before", at: Log.laterManifest, .rule(11)) {
            $0.set("verdict", .u8(1))
        },
        Case("another maker's name", at: Log.draftManifest, .rule(12)) {
            $0.set("name", .digest(salt("name third")))
        },
        Case("a result that hides what it learned from", at: Log.thirdResult, .rule(7)) {
            $0.change("metrics") { $0.removeLast() }
        },
        Case("a result of other rows", at: Log.thirdResult, .rule(7)) {
            $0.change("metrics") { $0[1] = Log.metric(2, 4, of: 6) }
        },
        Case("rows left out where nobody was judged", at: Log.laterResult, .rule(7)) {
            $0.change("metrics") { $0[1] = Log.metric(2, 4, of: 5) }
        },
        Case("a verdict by fewer items than the Datanet's", at: Log.thirdResult, .rule(8)) {
            $0.change("metrics") { $0[0] = Log.metric(1, 10, of: 99) }
        },
        Case("a line that is held as gated", at: Log.thirdAnswer, .rule(4)) {
            var line = $0.lines?.lines[0]
            line?.reason = 2
            $0.lines = line.map { LinesDraft([$0], of: 6_000_000) }
        },
    ]

    @Test(arguments: cases)
    func `refuses an entry that breaks one rule`(_ item: Case) throws {
        let drafts = Array(Log.withThird.prefix(Int(item.index) + 1))
        let log = try Log.log(drafts) { index, draft in
            if index == item.index { item.bend(&draft) }
        }
        let found = try fault(of: item.index, in: log)
        #expect(found.map(Broken.init) == item.broken, "\(String(describing: found))")
    }

    /// The evaluator that the Datanet names, and no other, judges its contributors.
    @Test func `refuses a verdict of an evaluation that its maker chose`() throws {
        let drafts = Array(Log.withThird.prefix(Int(Log.thirdManifest) + 1))
        let log = try Log.log(drafts) { index, draft in
            guard index == Log.thirdEvaluation else { return }
            draft.set("evaluator", .account(People.teamB))
            draft.signer = People.teamB
        }
        #expect(try fault(of: Log.thirdManifest, in: log).map(Broken.init) == .rule(9))
    }
}
