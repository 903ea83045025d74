import Foundation
import Testing
import Wire

@Suite struct `Objections on the command line` {
    private static let original = "small and fast web server for static files"
    private static let near = original + " too"

    private let folder: Folder
    private let ada: String
    private let bob: String
    /// The receipt of Bob's contribution: a row of his own, a near-copy and an exact copy.
    private let receipt: String

    init() throws {
        let folder = try Folder()
        self.folder = folder
        let made = try Program.run(
            "datanet", "create", "web", "--labels", "httpd,web", "--data", "data", in: folder)
        try #require(made.code == 0, "\(made.errors)")
        func key() throws -> String {
            let made = try Program.run("key", "new", "--data", "data", "--json", in: folder).json()
            return "data/keys/\(try #require(made["account"]?.stringValue)).json"
        }
        let keys = (ada: try key(), bob: try key())
        (ada, bob) = keys
        func contribute(_ texts: [String], _ key: String) throws -> Program.Outcome {
            let lines = texts.map {
                JSONValue.object([("text", .string($0)), ("label", .string("httpd"))]).text
            }
            _ = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "rows.jsonl")
            return try Program.run(
                "contribute", "rows.jsonl", "--datanet", "web", "--data", "data", "--key", key,
                in: folder)
        }
        _ = try contribute([Self.original], keys.ada)
        let outcome = try contribute(
            ["parser of mail headers", Self.near, Self.original], keys.bob)
        try #require(outcome.code == 0, "\(outcome.errors)")
        let hint = #/datanet object web --contribution ([0-9]+) --row 2 --data data --key/#
        receipt = String(try #require(outcome.output.firstMatch(of: hint)).output.1)
    }

    private func object(row: String, key: String) throws -> Program.Outcome {
        try Program.run(
            "datanet", "object", "web", "--contribution", receipt, "--row", row, "--reason",
            "it is another program", "--key", key, "--data", "data", "--json", in: folder)
    }

    private func decide(_ number: String, _ decision: String) throws -> Program.Outcome {
        try Program.run(
            "datanet", "decide", "web", number, decision, "--reason", "so it is", "--data",
            "data", "--json", in: folder)
    }

    @Test func `are made, listed, upheld once, and the row is in the log and the files`() throws {
        let made = try object(row: "2", key: bob)
        #expect(made.code == 0, "\(made.errors)")
        #expect(try made.json()["state"]?.stringValue == "open")
        #expect(try made.json()["position"]?.integerValue == 1)
        let listed = try Program.run(
            "datanet", "objections", "web", "--data", "data", in: folder)
        #expect(listed.output.contains("objection 1 is open") && listed.output.contains(Self.near))
        let upheld = try decide("1", "--uphold")
        #expect(upheld.code == 0, "\(upheld.errors)")
        #expect(try upheld.json()["row"]?.integerValue == 2)
        #expect(try upheld.json()["new"] == .bool(true))
        let again = try decide("1", "--uphold")
        #expect(try again.json()["new"] == .bool(false))
        #expect(try again.json()["reveal"] == upheld.json()["reveal"])
        let against = try decide("1", "--dismiss")
        #expect(against.code == 1 && against.errors.contains("is upheld already"))
        let after = try Program.run(
            "datanet", "objections", "web", "--data", "data", "--json", in: folder
        ).json()
        let objections = try #require(after["objections"]?.arrayValue)
        #expect(objections.map { $0["decision"]?["reason"]?.stringValue } == ["so it is"])
        let export = try Program.run(
            "datanet", "export", "web", "--data", "data", "--out", "rows", in: folder)
        #expect(export.code == 0, "\(export.errors)")
        let last = try #require(try folder.bytes(of: "rows").split(separator: 10).last)
        let row = try JSONValue(parsing: Array(last), limit: 1 << 16)
        #expect(row["despite"]?.integerValue == 0 && row["row"]?.integerValue == 2)
        #expect(try Program.run("log", "audit", "data", in: folder).code == 0)
    }

    @Test func `are refused with one sentence`() throws {
        for (row, key, words) in [
            ("1", bob, "accepted as row 1"), ("3", bob, "cannot be overruled"),
            ("4", bob, "has 3 rows"), ("2", ada, "another account's"),
        ] {
            let outcome = try object(row: row, key: key)
            #expect(outcome.code == 1 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
        let unknown = try decide("1", "--dismiss")
        #expect(unknown.code == 1 && unknown.errors.contains("no objection 1"))
        let none = try Program.run(
            "datanet", "objections", "web", "--data", "data", in: folder)
        #expect(none.code == 0 && none.output.hasPrefix("Nobody has objected"))
        _ = try object(row: "2", key: bob)
        try FileManager.default.removeItem(atPath: folder.path(bob))
        let missing = try decide("1", "--uphold")
        #expect(missing.code == 1 && missing.errors.contains("nothing was decided"))
        for arguments in [["--uphold", "--dismiss"], []] {
            let wrong = try Program.run(
                arguments: ["datanet", "decide", "web", "1", "--reason", "x", "--data", "data"]
                    + arguments, in: folder)
            #expect(wrong.code == 2)
        }
    }
}
