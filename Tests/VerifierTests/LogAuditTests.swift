import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `An audit` {
    private func audit(
        _ log: HandwrittenLog, changing: (Tile, [UInt8]?) -> [UInt8]? = { $1 }
    ) throws -> LogAudit {
        LogAudit(checkpoint: try log.checkpoint().bytes, key: log.key) {
            changing($0, log.bytes(of: $0))
        }
    }

    @Test(arguments: [0, 1, 5, 300])
    func `proves a sound log with so many answers`(count: Int) throws {
        var log = try HandwrittenLog.deployed()
        log.deposit(to: People.payer, amount: 3_000_000_000, source: "more")
        for number in 0..<count { log.append(.ordinary("question \(number)")) }
        let audit = try audit(log)
        #expect(audit.report.isVerified, "\(audit.report)")
        #expect(
            audit.report.proofs.map(\.check) == [
                .checkpointSignature, .origin, .root, .tiles, .rules, .conservation,
            ])
    }

    @Test func `derives the balances that follow by hand`() throws {
        var log = try HandwrittenLog.deployed()
        // Contributors' part 7,000,000: half certain, half with a third above its lower bound.
        let lines = [
            SampleAnswer.Line(
                row: 0, account: People.teamA, weight: 500_000_000, lower: 500_000_000),
            SampleAnswer.Line(
                row: 6, account: People.teamB, weight: 300_000_000, lower: 200_000_000),
            SampleAnswer.Line(
                row: 7, account: People.teamB, weight: 100_000_000, lower: 0, reason: 3),
        ]
        log.append(SampleAnswer("by hand", lines))
        let audit = try audit(log)
        #expect(audit.report.isVerified, "\(audit.report)")
        func balance(_ key: AccountKey) throws -> AuditedBalance {
            try #require(audit.balances.first { $0.account == key.address })
        }
        #expect(try balance(People.payer).payable == 990_000_000)
        #expect(try balance(People.teamA).payable == 3_500_000)
        #expect(try balance(People.teamB).payable == 1_400_000)
        #expect(try balance(People.teamB).held == [.uncertain: 700_000, .fewRows: 700_000])
        #expect(try balance(People.maker).payable == 1_000_000)
        #expect(try balance(People.node).payable == 1_000_000)
        #expect(try balance(People.base).payable == 500_000)
        #expect(audit.report.json["burned"] == .string("500000"))
        #expect(audit.report.description.contains("700000 in pools"))
    }

    @Test func `refuses a replayed entry`() throws {
        var log = try HandwrittenLog.answered(2)
        log.append(raw: log.entries[23])
        // The timestamp alone would give a bare copy away; a patient forger dates it anew.
        var dated = log.entries[23]
        dated.replaceSubrange(2..<10, with: log.entries[24][2..<10])
        log.append(raw: dated)
        let report = try audit(log).report
        #expect(report.refusals.map(\.check) == [.rules, .rules])
        #expect(report.description.contains("Entry 25: Rule G2 is broken"))
        #expect(report.description.contains("Entry 26: Rule 7 of answer is broken"))
        // Each of them alone is a receipt that holds: only the whole log shows the replay.
        let receipt = ReceiptVerifier.verify(file: try log.receipt(26).bytes, key: log.key)
        #expect(receipt.isVerified)
    }

    @Test func `refuses an answer that nobody can pay`() throws {
        var log = try HandwrittenLog.answered(0)
        for number in 0..<100 { log.append(.ordinary("question \(number)")) }
        #expect(try audit(log).report.isVerified)
        log.append(.ordinary("one too many"))
        let report = try audit(log).report
        #expect(report.description.contains("Rule 9 of answer is broken"))
    }

    @Test func `refuses tiles that are bent or absent`() throws {
        let log = try HandwrittenLog.answered(3)
        func refusals(_ change: (Tile, [UInt8]?) -> [UInt8]?) throws -> [Check] {
            try audit(log, changing: change).report.refusals.map(\.check)
        }
        #expect(try refusals { $0.content == .entries ? nil : $1 } == [.root])
        #expect(
            try refusals {
                $0.content == .hashes(level: 0) ? $1.map { [$0[0] ^ 1] + $0.dropFirst() } : $1
            }
                == [.tiles])
        #expect(try refusals { $0.content == .entries ? $1?.dropLast() : $1 } == [.root])
        #expect(try refusals { $0.content == .entries ? $1.map { $0 + [0] } : $1 } == [.root])
        let noHashes = try audit(log) { $0.content == .entries ? $1 : nil }
        #expect(noHashes.report.isVerified)
        guard case .notChecked = noHashes.report.outcome(of: .tiles) else {
            Issue.record("Absent tiles count as compared.")
            return
        }
    }

    @Test func `refuses another log's checkpoint, key or no checkpoint`() throws {
        let log = try HandwrittenLog.answered(1)
        let other = try HandwrittenLog(seed: 3)
        let report = LogAudit(
            checkpoint: try log.checkpoint().bytes, key: other.key, read: log.bytes(of:)
        ).report
        #expect(report.refusals.map(\.check) == [.checkpointSignature])
        let none = LogAudit(checkpoint: [], key: log.key, read: log.bytes(of:)).report
        #expect(none.refusals.map(\.check) == [.checkpointSignature])
        let older = LogAudit(
            checkpoint: try log.checkpoint(size: 20).bytes, key: log.key, read: log.bytes(of:)
        ).report
        #expect(older.isVerified)
        let forked = LogAudit(
            checkpoint: try HandwrittenLog.answered(2).checkpoint(size: 24).bytes, key: log.key
        ) { tile in
            var entries = log.entries
            entries[23] = log.entries[22]
            guard case .entries = tile.content else { return nil }
            return Tile.bundle(Array(entries.prefix(tile.width)))
        }
        #expect(forked.report.refusals.map(\.check).first == .root)
    }

    /// Any one byte of any entry, changed and logged anew, breaks a rule, unless nothing but the
    /// log's own word stands behind it.
    @Test func `refuses an entry with any bit changed, but for what only the log says`() throws {
        let log = try HandwrittenLog.answered(1)
        var random = SeededBytes(seed: 11, label: "audit")
        var state = AuditedLog(log: log.key)
        for (index, entry) in log.entries.enumerated() {
            for position in entry.indices where !Self.isTheLogsWord(entry[1], position) {
                var bent = entry
                bent[position] ^= 1 << UInt8(random.below(8))
                var copy = state
                #expect(throws: AuditFault.self, "entry \(index), byte \(position)") {
                    try copy.apply(bent, at: UInt64(index))
                }
            }
            try state.apply(entry, at: UInt64(index))
        }
    }

    /// Timestamps, the intake's counts, and of an answer its commitment, grade and lower bounds,
    /// which repeating the attribution checks.
    private static func isTheLogsWord(_ type: UInt8, _ position: Int) -> Bool {
        if (2..<10).contains(position) { return true }
        switch type {
        case 6: return (82..<90).contains(position)
        case 13:
            let isLower = position >= 253 && (28..<32).contains((position - 253) % 57)
            return (103..<135).contains(position) || position == 183 || isLower
        default: return false
        }
    }
}
