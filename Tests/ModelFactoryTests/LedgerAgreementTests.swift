import Economy
import Identity
import Ledger
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

/// What `Ledger` accepts, `Verifier` accepts, and what one refuses, the other refuses.
///
/// Both follow docs/formats/ledger-entry.md, each in code of its own: where they differ, one of
/// them is wrong.
@Suite struct `The writer's rules and the auditor's` {
    @Test func `agree on every entry, bent anywhere`() throws {
        let log = try HandwrittenLog.answered(2)
        var readings = TwoReadings(of: log)
        var random = SeededBytes(seed: 1, label: "bent entries")
        var accepted = 0
        for entry in log.entries {
            for position in entry.indices {
                var bent = entry
                bent[position] ^= 1 << UInt8(random.below(8))
                let verdicts = readings.verdicts(on: bent)
                #expect(verdicts.agree, "byte \(position): \(verdicts)")
                if verdicts.ledger == nil { accepted += 1 }
            }
            try readings.accept(entry)
        }
        // The time is the one field that nothing signs and that may be later.
        #expect(accepted > 0)
    }

    @Test func `agree on a log of all layouts, each value of each entry changed`() throws {
        let log = try TwoLayoutLog.log(TwoLayoutLog.withThird)
        var readings = TwoReadings(of: log)
        var (accepted, refusals) = (0, Set<String>())
        for (index, draft) in TwoLayoutLog.withThird.enumerated() {
            let timestamp = 1_767_225_600 + UInt64(index)
            for (number, bent) in draft.neighbours.enumerated() {
                let entry = bent.bytes(timestamp: timestamp, in: log.domain)
                let verdicts = readings.verdicts(on: entry)
                #expect(verdicts.agree, "entry \(index), neighbour \(number): \(verdicts)")
                if let refusal = verdicts.audit {
                    refusals.insert(refusal)
                } else {
                    accepted += 1
                }
            }
            try readings.accept(log.entries[index])
        }
        #expect(accepted > 300)
        #expect(refusals.count > 200, "\(refusals.sorted())")
    }

    @Test func `agree on signed answers that break a rule or none`() throws {
        let log = try HandwrittenLog.answered(1)
        var readings = TwoReadings(of: log)
        for entry in log.entries { try readings.accept(entry) }
        var random = SeededBytes(seed: 1, label: "bent answers")
        var refusals: [String: Int] = [:]
        var accepted = 0
        for number in 0..<1200 {
            let bent = BentAnswer(number: number, random: &random)
            let verdicts = readings.verdicts(on: bent.entry(after: log))
            #expect(verdicts.agree, "\(number): \(verdicts)")
            if let refusal = verdicts.audit {
                refusals[refusal, default: 0] += 1
            } else {
                accepted += 1
            }
        }
        #expect(accepted > 200)
        #expect(refusals.count > 15, "\(refusals.keys.sorted())")
    }
}

/// One log in the state of both rooms.
private struct TwoReadings {
    /// Why each refuses an entry; nil where it accepts.
    struct Verdicts {
        var ledger: String?
        var audit: String?

        var agree: Bool { (ledger == nil) == (audit == nil) }
    }

    private var ledger: LedgerState
    private var audit: AuditedLog
    private var next: UInt64 = 0

    init(of log: HandwrittenLog) {
        ledger = LedgerState(log: log.key)
        audit = AuditedLog(log: log.key)
    }

    mutating func accept(_ entry: [UInt8]) throws {
        try ledger.apply(entry, index: next)
        try audit.apply(entry, at: next)
        next += 1
    }

    /// What both say to an entry at the log's end; neither state changes.
    func verdicts(on entry: [UInt8]) -> Verdicts {
        var (ledger, audit) = (ledger, audit)
        var verdicts = Verdicts()
        do { try ledger.apply(entry, index: next) } catch { verdicts.ledger = "\(error)" }
        do { try audit.apply(entry, at: next) } catch { verdicts.audit = "\(error)" }
        return verdicts
    }
}

/// An answer with random lines, most often with one thing wrong, and signed as it stands.
private struct BentAnswer {
    private var answer: SampleAnswer
    private var signer = People.payer

    init(number: Int, random: inout SeededBytes) {
        answer = SampleAnswer("agreement \(number)", Self.lines(&random))
        switch random.below(3) {
        case 0: bendTerms(&random)
        case 1 where !answer.lines.isEmpty: bendLines(&random)
        default: break
        }
    }

    func entry(after log: HandwrittenLog) -> [UInt8] {
        let signature = signer.sign(answer.message.signingDigest(in: log.domain))
        return log.entry(13, { answer.write(&$0) }, signature: signature.bytes)
    }

    /// Up to six lines in order; now and then a row twice, or one that the Datanet lacks.
    private static func lines(_ random: inout SeededBytes) -> [SampleAnswer.Line] {
        var lines: [SampleAnswer.Line] = []
        var left: UInt64 = 1_000_000_000
        for _ in 0..<random.below(7) {
            let weight = random.below(5) == 0 ? 0 : random.below(left / 2 + 1)
            left -= weight
            let row = UInt32(random.below(random.below(20) == 0 ? 12 : 8))
            lines.append(
                SampleAnswer.Line(
                    row: row, account: row < 5 ? People.teamA : People.teamB,
                    weight: UInt32(weight), lower: UInt32(random.below(weight + 1)),
                    reason: UInt8(random.below(4))))
        }
        lines.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.row < $1.row }
        guard random.below(10) != 0 else { return lines }
        var seen: Set<UInt32> = []
        return lines.filter { seen.insert($0.row).inserted }
    }

    /// Changes what was agreed upon: model, payer, price, shares, method.
    private mutating func bendTerms(_ random: inout SeededBytes) {
        switch random.below(13) {
        case 0: setFee(answer.fee + 1)
        case 1: setFee(random.below(20_000_000))
        case 2: (answer.shares[0], answer.shares[5]) = (6_999, 1)
        case 3: (answer.shares[0], answer.shares[1]) = (6_999, 1_001)
        case 4: answer.deploy = random.below(24)
        case 5: answer.methodVersion = 3
        case 6: answer.grade = UInt8(random.below(6))
        case 7: answer.datanet = random.below(24)
        case 8: answer.unattributedAmount ^= 1 + random.below(3)
        case 9: (answer.payer, signer) = (People.maker, People.maker)
        case 10: answer.id = "question 0"
        case 11: signer = People.node
        default: answer.disclosure = 1
        }
    }

    private mutating func setFee(_ fee: UInt64) {
        answer.fee = fee
        answer.settle()
    }

    /// Changes one number of a line.
    private mutating func bendLines(_ random: inout SeededBytes) {
        let line = Int(random.below(UInt64(answer.lines.count)))
        switch random.below(7) {
        case 0: answer.lines[line].amount ^= random.below(4)
        case 1: answer.lines[line].paid ^= random.below(4)
        case 2: answer.lines[line].held ^= random.below(4)
        case 3: answer.lines[line].reason = UInt8(random.below(5))
        case 4: answer.lines[line].lower = answer.lines[line].weight + 1
        case 5: answer.lines[line].account = People.node
        default: answer.lines.swapAt(0, line)
        }
    }
}
