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
        ]
        for arguments in wrong {
            let outcome = try Program.run(arguments: arguments, in: folder)
            #expect(outcome.code == 1, "\(arguments)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
    }
}
