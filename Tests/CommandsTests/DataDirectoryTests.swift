import Foundation
import Identity
import Testing
import TransparencyLog
import Wire

/// A tiny demonstration, made once for all tests that read it.
enum TinyDemonstration {
    struct Made: Sendable {
        let folder: Folder
        let result: JSONValue
        let announced: [JSONValue]

        func run(_ arguments: String...) throws -> Program.Outcome {
            try Program.run(arguments: arguments, in: folder)
        }
    }

    private static let made = Result {
        let folder = try Folder()
        let outcome = try Program.run(
            "demo", "--json", "--announce", "--rows", "40", "--data", "data", in: folder)
        try #require(outcome.code == 0, "\(outcome.errors)")
        let lines = try outcome.output.split(separator: "\n").map {
            try JSONValue(parsing: Array($0.utf8), limit: 1 << 24)
        }
        return Made(
            folder: folder, result: try #require(lines.last), announced: lines.dropLast())
    }

    static func get() throws -> Made { try made.get() }
}

@Suite struct `A demonstration's directory` {
    let made: TinyDemonstration.Made
    let example: String
    let key: String

    init() throws {
        made = try TinyDemonstration.get()
        example = try #require(made.result["receipts"]?["example"]?.stringValue)
        key = try made.run("log", "key", "--data", "data").output
            .trimmingCharacters(in: .newlines)
    }

    @Test func `comes with an object and a line a receipt`() throws {
        let answers = try #require(made.result["answers"]?.integerValue)
        #expect(made.announced.count == Int(answers) && answers > 0)
        #expect(made.result["receipts"]?["verified"]?.integerValue == answers)
        #expect(made.result["ledger"]?["conserved"]?.boolValue == true)
        for name in ["rows", "accuracy", "contributors", "model", "seconds"] {
            #expect(made.result[name] != nil, "\(name)")
        }
        let last = try #require(made.announced.last)
        let index = try #require(last["receipt"]?.integerValue)
        let shown = try made.run("receipt", "show", "\(index)", "--data", "data", "--json").json()
        #expect(shown["leaf"] == last["leaf"])
    }

    @Test func `gives receipts that hold, also when the attribution is run again`() throws {
        let file = made.folder.path("receipt")
        #expect(
            try made.run("receipt", "export", example, "--data", "data", "--out", file).code == 0)
        let outcome = try made.run(
            "verify", file, "--key", key, "--recompute", "--data", "data", "--json")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let report = try outcome.json()
        #expect(report["verified"]?.boolValue == true)
        let checks = try #require(report["checks"]?.arrayValue)
        let weights = checks.first { $0["check"]?.stringValue == "weights" }
        #expect(weights?["outcome"]?.stringValue == "proved")
        for name in ["grade", "confidence"] {
            let check = checks.first { $0["check"]?.stringValue == name }
            #expect(check?["outcome"]?.stringValue == "proved", "\(name)")
        }
        let alone = try made.run("verify", file, "--key", key)
        #expect(alone.output.contains("not checked  the model's confidence: "))
    }

    @Test func `shows the model's confidence, which is the same integer however it is computed`()
        throws
    {
        let shown = try made.run("receipt", "show", example, "--data", "data", "--json").json()
        let parts = try #require(shown["confidencePartsPerMillion"]?.integerValue)
        let text = try made.run("receipt", "show", example, "--data", "data").output
        #expect(text.contains("  confidence  \(parts) parts per million"))
        let file = made.folder.path("confident")
        _ = try made.run("receipt", "export", example, "--data", "data", "--out", file)
        var count = 0
        for path in ["portable", "avx2", "avx512", "neon"] {
            let outcome = try Program.run(
                "verify", file, "--key", key, "--recompute", "--data", "data", in: made.folder,
                environment: ["OPENLEDGER_KERNELS": path, "OPENLEDGER_THREADS": "1"])
            if outcome.errors.contains("cannot run the kernel path") { continue }
            count += 1
            #expect(outcome.code == 0, "\(path): \(outcome.errors)")
            #expect(outcome.output.contains("a probability of \(parts) parts per million"))
        }
        #expect(count > 0)
    }

    @Test func `gives receipts that are refused with another confidence in their opening`() throws {
        let file = made.folder.path("other-confidence")
        _ = try made.run("receipt", "export", example, "--data", "data", "--out", file)
        let copy = made.folder.path("forged")
        try FileManager.default.copyItem(atPath: made.folder.path("data"), toPath: copy)
        for name in try FileManager.default.contentsOfDirectory(atPath: copy + "/openings") {
            let path = "\(copy)/openings/\(name)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacing(/("confidencePartsPerMillion"):\d+/) { "\($0.output.1):17" }
                .write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try made.run("verify", file, "--key", key).code == 0)
        let outcome = try made.run("verify", file, "--key", key, "--recompute", "--data", copy)
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("REFUSED      the model's confidence: "))
        #expect(outcome.output.contains("states 17 parts per million; the model gives"))
        #expect(outcome.errors.contains("is refused by: the model's confidence"))
    }

    @Test func `does not say that it ran an attribution again when it did not`() throws {
        for (id, reason) in [("0", "is no answer"), (example, "openings")] {
            let file = made.folder.path("not-again")
            #expect(
                try made.run("receipt", "export", id, "--data", "data", "--out", file).code == 0)
            let copy = made.folder.path("without-\(id)")
            try FileManager.default.copyItem(atPath: made.folder.path("data"), toPath: copy)
            try FileManager.default.removeItem(atPath: copy + "/openings")
            let outcome = try made.run(
                "verify", file, "--key", key, "--recompute", "--data", copy, "--json")
            #expect(outcome.code == 1)
            #expect(try outcome.json()["verified"]?.boolValue == true)
            #expect(outcome.errors.contains("\(file) was not recomputed: "))
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }

    @Test func `gives receipts of which no changed byte is taken`() throws {
        let file = made.folder.path("original")
        _ = try made.run("receipt", "export", example, "--data", "data", "--out", file)
        let keyFile = try made.folder.write(Array((key + "\n").utf8), to: "key")
        #expect(try made.run("verify", file, "--key", keyFile).code == 0)
        var bytes = try made.folder.bytes(of: "original")
        bytes[bytes.count / 3] ^= 1
        let changed = try made.folder.write(bytes, to: "changed")
        let outcome = try made.run("verify", changed, "--key", keyFile)
        #expect(outcome.code == 1 && outcome.output.contains("REFUSED by"))
        #expect(outcome.errors.hasPrefix("openledger: \(changed) is refused by: "))
    }

    @Test func `shows its paying key and keeps new ones from others`() throws {
        let payer = try made.run("key", "show", "--data", "data", "--json").json()
        let balance = try #require(payer["balance"]?.stringValue.flatMap { UInt64($0) })
        #expect(balance >= 100_000 * 10_000_000)
        #expect(payer["apiKey"]?.stringValue?.isEmpty == false)
        let new = try made.run("key", "new", "--data", "data", "--json").json()
        let account = try #require(new["account"]?.stringValue)
        #expect(AccountAddress(hex: account) != nil)
        let kept = made.folder.path("data/keys/\(account).json")
        let permissions = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions]
        #expect(permissions as? Int == 0o600)
        let shown = try made.run("key", "show", account, "--data", "data", "--json").json()
        #expect(shown["apiKey"] == new["apiKey"] && shown["balance"]?.stringValue == "0")
    }

    @Test func `shows statements that agree with the demonstration's object`() throws {
        let contributors = try #require(made.result["contributors"]?.arrayValue)
        for one in contributors.prefix(3) {
            let account = try #require(one["account"]?.stringValue)
            let shown = try made.run("account", "show", account, "--data", "data", "--json").json()
            #expect(shown["earned"] == one["earned"] && shown["held"] == one["held"])
            #expect(shown["heldReasons"] == one["heldReasons"])
        }
        let nobody = "0x" + String(repeating: "0", count: 39) + "1"
        #expect(try made.run("account", "show", nobody, "--data", "data").code == 1)
    }

    @Test func `gives out its rows`() throws {
        let list = try made.run("datanet", "list", "--data", "data", "--json").json()
        let name = try #require(list["datanets"]?.arrayValue?.first?["name"]?.stringValue)
        let shown = try made.run("datanet", "show", name, "--data", "data", "--json").json()
        let out = made.folder.path("rows.jsonl")
        #expect(
            try made.run("datanet", "export", name, "--data", "data", "--out", out).code == 0)
        let rows = try made.folder.bytes(of: "rows.jsonl").split(separator: 0x0A).map {
            try JSONValue(parsing: Array($0), limit: 1 << 16)
        }
        #expect(
            Int64(rows.count { $0["row"] != nil }) == shown["rows"]?.integerValue
                && Int64(rows.count { $0["duplicateOf"] != nil })
                    == shown["duplicates"]?.integerValue
        )
        #expect(try made.run("datanet", "show", "../data", "--data", "data").code == 1)
    }

    @Test func `passes an audit, and proofs that lead to its root`() throws {
        let audit = try made.run("log", "audit", "data", "--key", key, "--json")
        #expect(audit.code == 0)
        #expect(try audit.json()["verified"]?.boolValue == true)
        let checkpoint = try made.run("log", "checkpoint", "--data", "data", "--json").json()
        let proof = try made.run("log", "prove", "inclusion", "3", "--data", "data", "--json")
            .json()
        func digest(_ text: String?) throws -> Digest {
            try #require(text.flatMap(Base64.decode).flatMap { Digest($0) })
        }
        let path = try #require(proof["path"]?.arrayValue).map { try digest($0.stringValue) }
        try MerkleProof.verifyInclusion(
            leaf: digest(proof["leaf"]?.stringValue), index: 3,
            size: UInt64(try #require(checkpoint["size"]?.integerValue)), path: path,
            root: digest(checkpoint["root"]?.stringValue))
        #expect(checkpoint["root"] == made.result["ledger"]?["root"])
        let beyond = try made.run("log", "prove", "consistency", "99999", "--data", "data")
        #expect(beyond.code == 1)
    }
}
