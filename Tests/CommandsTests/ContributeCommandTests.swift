import Foundation
import Testing
import Wire

@Suite struct `People's own rows` {
    private let folder: Folder
    private let key: String

    init() throws {
        folder = try Folder()
        let made = try Program.run(
            "datanet", "create", "kitchen", "--labels", "fruit,tool", "--data", "data", in: folder)
        try #require(made.code == 0, "\(made.errors)")
        let account = try Program.run("key", "new", "--data", "data", "--json", in: folder).json()
        key = "data/keys/\(try #require(account["account"]?.stringValue)).json"
    }

    private func contribute(_ lines: String...) throws -> Program.Outcome {
        let file = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "rows.jsonl")
        return try Program.run(
            "contribute", file, "--datanet", "kitchen", "--data", "data", "--key", key, "--json",
            in: folder)
    }

    @Test func `are contributed, and their receipts verified`() throws {
        let outcome = try contribute(
            #"{"text": "a ripe red apple", "label": "fruit"}"#,
            #"{"text": "the stainless steel whisk", "label": "tool"}"#,
            #"{"text": "A ripe, red apple", "label": "fruit"}"#)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let result = try outcome.json()
        #expect(result["status"]?.stringValue == "contributed")
        #expect(result["accepted"]?.integerValue == 2)
        #expect(result["duplicates"]?.integerValue == 1)
        let receipts = try #require(result["receipts"]?.arrayValue).compactMap(\.stringValue)
        #expect(receipts.count == 2)
        for id in receipts {
            let export = try Program.run(
                "receipt", "export", id, "--data", "data", "--out", "receipt", in: folder)
            #expect(export.code == 0)
            let verify = try Program.run(
                "verify", "receipt", "--key", "data/log/key", in: folder)
            #expect(verify.code == 0, "\(verify.output)")
        }
        #expect(try Program.run("log", "audit", "data", in: folder).code == 0)
    }

    @Test func `are read with commas between, and who repeats is shown what`() throws {
        let file = try folder.write(
            Array(
                "text,label\n\"a ripe,\nred apple\",fruit\n\"A ripe red apple\",fruit\n".utf8),
            to: "rows.csv")
        let outcome = try Program.run(
            "contribute", file, "--datanet", "kitchen", "--data", "data", "--key", key, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(
            outcome.output.contains(
                "your row 2 repeats row 0 of kitchen: the same words in the same order"))
    }

    @Test func `in a file that is something else are told what it is`() throws {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
        let outcome = try contribute(pointer)
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("rows.jsonl is a git-lfs pointer, not the file itself"))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func `are refused with a sentence a line, and nothing is registered`() throws {
        let outcome = try contribute(
            #"{"text": "a ripe red apple", "label": "music"}"#,
            #"{"text": NaN, "label": "fruit"}"#,
            #"{"text": "one long yellow banana", "label": "fruit"}"#)
        #expect(outcome.code == 1)
        #expect(outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first?.contains("line 1: column label") == true)
        let list = try Program.run("datanet", "list", "--data", "data", "--json", in: folder).json()
        #expect(list["datanets"]?.arrayValue?.first?["rows"]?.integerValue == 0)
    }

    @Test func `stand under the rules that were stated when their Datanet was opened`() throws {
        let garden = [
            "datanet", "create", "garden", "--labels", "a,b", "--data", "data", "--trainers",
            "owner", "--least-price", "0.5", "--least-items", "100", "--minimum-rows", "6",
            "--contributors-least", "500", "--reveal-window", "9", "--json",
        ]
        let made = try Program.run(arguments: garden, in: folder)
        #expect(made.code == 0, "\(made.errors)")
        let entry = try #require(made.json()["entry"]?.integerValue)
        let shown = try Program.run(
            "receipt", "show", "\(entry)", "--data", "data", "--json", in: folder)
        let fields = try #require(shown.json()["fields"])
        for (name, value) in [
            ("trainers", "1"), ("leastFee", "500000000"), ("leastEvaluationItems", "100"),
            ("minimumRows", "6"), ("contributorsLeast", "500"), ("revealWindow", "9"),
        ] { #expect(fields[name]?.stringValue == value, "\(name)") }
        let again = try Program.run(arguments: garden, in: folder)
        #expect(try again.code == 0 && again.json()["created"] == .bool(false))
    }

    @Test func `need a key, a Datanet and two labels`() throws {
        let row = try folder.write(
            Array(#"{"text": "a whisk", "label": "tool"}"#.utf8), to: "row.jsonl")
        let wrong = [
            ["contribute", row, "--datanet", "kitchen", "--data", "data", "--key", row],
            ["contribute", row, "--datanet", "garden", "--data", "data", "--key", key],
            ["contribute", row, "--datanet", "kitchen", "--data", "nothing", "--key", key],
            ["datanet", "create", "garden", "--labels", "one", "--data", "data"],
            ["datanet", "create", "garden", "--labels", "no/file", "--data", "data"],
            ["datanet", "create", "kitchen", "--labels", "other,labels", "--data", "data"],
            [
                "datanet", "create", "garden", "--labels", "a,b", "--data", "data", "--trainers",
                "me",
            ],
            [
                "datanet", "create", "garden", "--labels", "a,b", "--data", "data",
                "--least-price", "0",
            ],
            [
                "datanet", "create", "kitchen", "--labels", "fruit,tool", "--data", "data",
                "--minimum-rows", "6",
            ],
        ]
        let refused = try Program.run(
            "datanet", "create", "x", "--labels", "a,b", "--data", "fresh",
            "--contributors-least", "9500", in: folder)
        #expect(refused.code == 1)
        // What is refused starts no log.
        #expect(!FileManager.default.fileExists(atPath: folder.path("fresh")))
        for arguments in wrong {
            let outcome = try Program.run(arguments: arguments, in: folder)
            #expect(outcome.code == 1, "\(arguments)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
    }
}
