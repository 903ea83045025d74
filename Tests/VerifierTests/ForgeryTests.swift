import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `A committed forgery` {
    static let forgeries: [Forgery] = (try? Forger().all()) ?? []

    @Test func `is there, twenty at least`() {
        #expect(Self.forgeries.count >= 20)
        #expect(Set(Self.forgeries.map(\.name)).count == Self.forgeries.count)
    }

    @Test func `is what its maker makes`() throws {
        let forger = try Forger()
        try Fixtures.expect("key.txt", Array("\(forger.log.key)\n".utf8))
        let other = try HandwrittenLog(seed: 3).key
        try Fixtures.expect("other-key.txt", Array("\(other)\n".utf8))
        try Fixtures.expect("valid.tlog-proof", forger.valid)
        try Fixtures.expect(
            "limits/swapped-weights-signed-anew.tlog-proof", forger.swappedWeightsSignedAnew())
        for forgery in try forger.all() {
            try Fixtures.expect("forgeries/\(forgery.name).tlog-proof", forgery.file)
        }
        let replayed = try Self.replayedLog()
        try Fixtures.expect("forgeries/replayed-log/checkpoint", replayed.checkpoint().bytes)
        for tile in Tile.published(to: replayed.next) where tile.content == .entries {
            let bytes = try #require(replayed.bytes(of: tile))
            try Fixtures.expect("forgeries/replayed-log/\(tile)", bytes)
        }
        try Fixtures.expect("forgeries/README.md", Array(Self.page(try forger.all()).utf8))
    }

    @Test(arguments: forgeries.map(\.name))
    func `is refused by the check that its line names`(name: String) throws {
        let forgery = try #require(Self.forgeries.first { $0.name == name })
        let file = try Fixtures.read("forgeries/\(name).tlog-proof")
        let text = String(decoding: try Fixtures.read(forgery.key.rawValue), as: UTF8.self)
        let key = try #require(VerifierKey(String(text.dropLast())))
        let report = ReceiptVerifier.verify(file: file, key: key)
        #expect(!report.isVerified)
        #expect(report.refusals.contains { $0.check == forgery.stoppedBy }, "\(report)")
        #expect(report.lines.last?.hasPrefix("REFUSED by: ") == true)
        #expect(report.json["verified"] == .bool(false))
        // A log's own fault is found by just the checks it breaks, as nothing else is wrong.
        if name.hasPrefix("logged-") {
            let stoppedBy = [forgery.stoppedBy] + forgery.alsoStoppedBy
            #expect(report.refusals.map(\.check) == stoppedBy, "\(report)")
        }
    }

    @Test func `made from weights that were logged and signed anew passes and says so`() throws {
        let file = try Fixtures.read("limits/swapped-weights-signed-anew.tlog-proof")
        let report = ReceiptVerifier.verify(file: file, key: try Forger().log.key)
        #expect(report.isVerified)
        guard case .notChecked(let text) = report.outcome(of: .weights) else {
            Issue.record("The weights are reported as checked.")
            return
        }
        #expect(text.contains("--recompute"))
        let refused = report.replacing(Finding(.weights, .refused("Line 1 has another weight.")))
        #expect(!refused.isVerified)
        #expect(refused.findings.count == report.findings.count)
    }

    @Test func `of a whole log, an entry twice, is refused by the audit`() throws {
        let checkpoint = try Fixtures.read("forgeries/replayed-log/checkpoint")
        let audit = LogAudit(checkpoint: checkpoint, key: try Forger().log.key) { tile in
            try? Fixtures.read("forgeries/replayed-log/\(tile)")
        }
        #expect(audit.report.refusals.map(\.check) == [.rules])
        #expect(audit.report.description.contains("Entry 26: Rule 7 of answer is broken"))
    }

    /// A log that charged one answer twice, dated anew.
    private static func replayedLog() throws -> HandwrittenLog {
        var log = try HandwrittenLog.answered(3)
        var again = log.entries[23]
        again.replaceSubrange(2..<10, with: log.entries[25][2..<10])
        log.append(raw: again)
        return log
    }

    private static func page(_ forgeries: [Forgery]) -> String {
        var page = """
            # Forged receipts

            Each file is a bent copy of `../valid.tlog-proof` or a receipt of a log that broke its
            own rules. `ForgeryTests` makes them anew and checks that each is refused by the check
            named here, with the key in `../key.txt` (`wrong-key`: `../other-key.txt`).
            `UPDATE_FIXTURES=1` rewrites them. What a single receipt cannot show lies in
            `../limits`: weights that were swapped, logged and signed anew pass, with the finding
            that the weights were not checked; only repeating the attribution catches them.
            `replayed-log` is an exported log that charged one answer twice under two indices; each
            receipt holds, the audit of the log refuses it.

            | file | what was done | stopped by |
            |---|---|---|

            """
        for forgery in forgeries {
            page += "| `\(forgery.name)` | \(forgery.deed) | \(forgery.stoppedBy.title) |\n"
        }
        return page
    }
}
