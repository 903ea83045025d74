import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `An audit` {
    private func audit(
        _ log: HandwrittenLog, changing: @escaping (Tile, [UInt8]?) -> [UInt8]? = { $1 }
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
        func refusals(_ change: @escaping (Tile, [UInt8]?) -> [UInt8]?) throws -> [Check] {
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

    /// A log of hundreds of entries, whose tree has a second level; deposits are the shortest.
    private static func long(_ count: Int) throws -> HandwrittenLog {
        var log = try HandwrittenLog.answered(2)
        while log.entries.count < count {
            log.deposit(to: People.payer, amount: 1, source: "source \(log.entries.count)")
        }
        return log
    }

    private static let sixHundred = Result { try long(600) }

    private func export(
        _ log: HandwrittenLog, size: UInt64, forging forged: [Tile: [UInt8]] = [:],
        listed: [Tile]? = nil
    ) throws -> LogExport {
        let all = listed ?? (Tile.published(to: size) + Array(forged.keys))
        return LogExport(checkpoint: try log.checkpoint(size: size).bytes, listed: all) { tile in
            forged[tile] ?? (all.contains(tile) ? log.bytes(of: tile) : nil)
        }
    }

    @Test(arguments: [
        // Tiles that the log has: of leaves, full and partial, and of the level above.
        ("tile/0/000", true), ("tile/0/002.p/88", true), ("tile/1/000.p/2", true),
        // Partial tiles of smaller logs, and bundles.
        ("tile/0/000.p/9", true), ("tile/0/002.p/3", true), ("tile/1/000.p/1", true),
        ("tile/entries/000.p/9", true), ("tile/entries/002.p/3", true),
        // Tiles that no log of this size has.
        ("tile/0/002", false), ("tile/1/000", false), ("tile/1/000.p/3", false),
        ("tile/2/000.p/1", false), ("tile/2/000", false), ("tile/5/000.p/1", false),
        ("tile/63/000", false), ("tile/0/007.p/1", false), ("tile/1/x001/000.p/4", false),
        ("tile/entries/007.p/1", false),
    ])
    func `refuses a forged tile at any level, and takes the right one`(
        path: String, isOfTheLog: Bool
    ) throws {
        let log = try Self.sixHundred.get()
        let tile = try #require(Tile(path: path))
        let right = log.bytes(of: tile)
        #expect((right != nil) == isOfTheLog)
        var random = SeededBytes(seed: 3, label: path)
        var forgeries = [[UInt8](), random.bytes(32 * tile.width)]
        if let right {
            forgeries += [Array(right.dropLast()), right + [0], right.dropLast() + [right[0] ^ 1]]
            let report = LogAudit(try export(log, size: 600, forging: [tile: right]), key: log.key)
                .report
            #expect(report.isVerified, "\(report)")
        }
        for forged in forgeries {
            let report = LogAudit(
                try export(log, size: 600, forging: [tile: forged]), key: log.key
            ).report
            #expect(!report.isVerified, "\(path) of \(forged.count) bytes passes")
            #expect(report.refusals.map(\.check) == [.tiles])
        }
    }

    @Test func `reads a full tile where the partial one is gone`() throws {
        let log = try Self.sixHundred.get()
        let later = Tile.published(to: 600).filter { $0.width == 256 }
        let listed = later + [try #require(Tile(path: "tile/1/000.p/1"))]
        let report = LogAudit(try export(log, size: 300, listed: listed), key: log.key).report
        #expect(report.isVerified, "\(report)")
        #expect(report.outcome(of: .root).map { "\($0)".contains("proved") } == true)
        guard case .proved = report.outcome(of: .tiles) else {
            Issue.record("\(report)")
            return
        }
    }

    @Test func `says how far it read beside a newer log, and what it did not`() throws {
        var log = try Self.long(299)
        log.append(.ordinary("one"))
        log.deposit(to: People.payer, amount: 1, source: "between")
        log.append(.ordinary("two"))
        let listed = Tile.published(to: 302)
        let beside = try export(log, size: 299, listed: listed + Tile.published(to: 299))
        let report = LogAudit(beside, key: log.key).report
        #expect(report.isVerified, "\(report)")
        #expect(report.json["beyond"] == .integer(3))
        #expect(report.json["answersBeyond"] == .integer(2))
        let words = "Read up to the checkpoint of 299 entries. 3 more are there, 2 of them answers"
        #expect(report.lines.contains { $0.hasPrefix("Note: " + words) })
        guard case .notChecked(let text) = report.outcome(of: .reach) else {
            Issue.record("\(report)")
            return
        }
        #expect(text.hasPrefix(words))
        // With nothing behind the checkpoint there is nothing to say.
        let whole = LogAudit(try export(log, size: 302), key: log.key).report
        #expect(whole.outcome(of: .reach) == nil)
        #expect(whole.json["beyond"] == .integer(0))
    }

    @Test func `refuses a published checkpoint of another history`() throws {
        let log = try Self.sixHundred.get()
        var other = try Self.long(290)
        other.deposit(to: People.payer, amount: 2, source: "another")
        while other.entries.count < 300 {
            other.deposit(to: People.payer, amount: 1, source: "source \(other.entries.count)")
        }
        func report(_ published: [UInt8]) throws -> VerificationReport {
            LogAudit(
                LogExport(
                    checkpoint: try log.checkpoint().bytes, published: published,
                    read: log.bytes(of:)), key: log.key
            ).report
        }
        let right = try report(try log.checkpoint(size: 300).bytes)
        #expect(right.isVerified)
        #expect(right.json["published"] == .integer(300))
        #expect(try report(other.checkpoint().bytes).refusals.map(\.check) == [.root])
        #expect(try report(Array("none".utf8)).refusals.map(\.check) == [.checkpointSignature])
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
