import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

/// The items of a verdict opened and held against the rows: "nobody trained on" was said of eighty
/// items, of which eighty were training rows.
@Suite struct `The opened items of a verdict` {
    typealias Log = TwoLayoutLog

    private static func salt(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)
    }

    private static func text(_ number: Int) -> String {
        "item \(number) of \(number * 7) and \(number * 11 + 3) more"
    }

    /// The file of a hundred items, and their root.
    private static func items(_ text: (Int) -> String = text) -> (file: [UInt8], root: Digest) {
        var (file, leaves): ([UInt8], [Digest]) = ([], [])
        for number in 0..<100 {
            let (text, salt) = (text(number), salt(number))
            file += CanonicalJSON.encode(
                .object([
                    ("label", .string("a")), ("salt", .string(Hex.encode(salt))),
                    ("text", .string(text)),
                ]))
            file.append(UInt8(ascii: "\n"))
            leaves.append(leaf(text, salt))
        }
        return (file, MerkleTree(leafHashes: leaves).root())
    }

    private static func leaf(_ text: String, _ salt: [UInt8]) -> Digest {
        var writer = WireWriter()
        writer.put(raw: salt)
        writer.putBlob16(Array(text.utf8))
        writer.putBlob16(Array("a".utf8))
        return MerkleTree.leafHash(writer.bytes)
    }

    private static let texts = ["a row of its own", "another", "third", "fourth", "fifth"]

    /// The log with the items opened, and what the audit says given items and rows.
    private func finding(
        _ texts: [String] = texts, judged: UInt32 = 100, items: (file: [UInt8], root: Digest),
        shown: [UInt8]? = nil
    ) throws -> Finding {
        let root = MerkleTree(leafHashes: texts.map { Self.leaf($0, Self.salt(9)) }).root()
        var drafts = Array(Log.withThird.prefix(Int(Log.thirdAnswer)))
        drafts.append(
            EntryDraft(
                14, layout: 1, "EvaluationOpen", by: People.evaluator,
                [
                    .signed("evaluation", .u64(Log.thirdEvaluation)),
                    .signed("result", .u64(Log.thirdResult)), .signed("root", .digest(items.root)),
                    .signed("itemsDigest", .digest(.sha256(items.file))),
                    .signed("gateDigest", .digest(LogTestKit.salt("gate"))),
                ]))
        let log = try Log.log(drafts) { index, draft in
            switch index {
            case Log.thirdEvaluation: draft.set("root", .digest(items.root))
            case Log.thirdManifest:
                draft.change("datanets") { $0[0][3] = .signed("rowsRoot", .digest(root)) }
            case Log.thirdResult:
                draft.change("metrics") { $0[0] = Log.metric(1, 10, of: judged) }
            default: break
            }
        }
        let audit = LogAudit(
            checkpoint: try log.checkpoint().bytes, key: log.key, read: log.bytes(of:))
        #expect(audit.report.isVerified, "\(audit.report)")
        #expect(audit.verdicts.map(\.manifest) == [Log.thirdManifest])
        let rows = texts.map { VerdictAudit.Row(text: $0, label: "a", salt: Self.salt(9)) }
        return VerdictAudit(
            audit.verdicts, items: { $0 == items.root ? shown ?? items.file : nil },
            datanets: [[], rows]
        ).finding
    }

    private func refusal(_ finding: Finding) -> String {
        if case .refused(let words) = finding.outcome { words } else { "\(finding)" }
    }

    @Test func `are proved where as many as stated say what no row says`() throws {
        let found = try finding(items: Self.items())
        guard case .proved = found.outcome else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `are refused where they are training rows`() throws {
        let found = try finding(
            items: Self.items { $0 == 7 ? "A row, of its own!" : Self.text($0) })
        #expect(refusal(found).contains("rest on 100 items; 99 of them"))
        // Near is as good as equal.
        let near = try finding(
            items: Self.items { $0 == 7 ? "of its own row: a bus" : Self.text($0) })
        #expect(refusal(near).contains("99 of them"))
    }

    @Test func `count as two where they only look alike`() throws {
        // One has é as a letter, the other as a letter and an accent: other bytes, other words.
        let found = try finding(
            items: Self.items {
                switch $0 {
                case 7: "superb caf\u{E9} of item seven"
                case 8: "superb cafe\u{301} of item seven"
                default: Self.text($0)
                }
            })
        guard case .proved = found.outcome else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `are refused where one is said a hundred times`() throws {
        let found = try finding(items: Self.items { _ in "the same" })
        #expect(refusal(found).contains("rest on 100 items; 1 of them"))
    }

    @Test func `are refused where the file is another`() throws {
        let items = Self.items()
        let found = try finding(items: items, shown: Array(items.file.dropLast(1)) + [0x20])
        #expect(refusal(found).contains("not the one that the log names"))
    }

    @Test func `are left unchecked where items or rows are not at hand`() throws {
        let found = VerdictAudit([], items: { _ in nil }, datanets: []).finding
        guard case .notChecked = found.outcome else {
            Issue.record("\(found)")
            return
        }
    }
}
