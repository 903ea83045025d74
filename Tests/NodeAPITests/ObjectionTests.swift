import Foundation
import HTTPTypes
import Identity
import LedgerTestKit
import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import Wire

@Suite struct `Objections over HTTP` {
    static let path = "/api/datanets/debian-sections/objections"

    static func body(
        _ position: Int, contribution: String = #""11""#, reason: String = "it is another program"
    ) -> String {
        let reason = JSONValue.string(reason).text
        return #"{"contribution":\#(contribution),"position":\#(position),"reason":\#(reason)}"#
    }

    static func decision(_ isUpheld: Bool) -> String {
        #"{"upheld":\#(isUpheld),"reason":"so it is"}"#
    }

    @Test func `are made with a key, and shown to it and to the operator`() async throws {
        let client = try APIClient()
        #expect(try await client.post(Self.path, Self.body(1), key: nil).status == 401)
        let made = try await client.post(Self.path, Self.body(1))
        #expect(made.status == 201)
        #expect(made.json?["number"] == .string("1") && made.json?["state"] == .string("open"))
        #expect(made.json?["account"] == .string(SampleLog.account("payer").description))
        #expect(made.json?["contribution"] == .string("11"))
        #expect(made.json?["position"] == .integer(1))
        #expect(made.json?["duplicateOf"] == .integer(0))
        #expect(made.json?["text"] == .string(Hostile.text))
        #expect(made.json?["reason"] == .string("it is another program"))
        #expect(made.json?["made"] == .integer(7))
        #expect(made.json?["decision"] == .null && made.json?["takenIn"] == .null)
        #expect(made.headers[.cacheControl] == "private, no-store")
        for (key, count) in [("key-payer", 1), ("key-operator", 1), ("key-poor", 0)] {
            let listed = try await client.get(Self.path, .key(key))
            #expect(listed.json?["objections"]?.arrayValue?.count == count, "\(key)")
            #expect(listed.json?["next"] == .null)
            #expect(listed.headers[.cacheControl] == "private, no-store")
        }
        #expect(try await client.get(Self.path).status == 401)
    }

    @Test func `are listed page by page`() async throws {
        let client = try APIClient()
        client.node.state.withLock { state in
            state.objections = (1...120).map { number in
                ObjectionRecord(
                    number: number, state: .open,
                    account: SampleLog.account(number % 2 == 0 ? "payer" : "evaluator"),
                    contribution: 11, position: Int(number), original: 0,
                    row: SubmittedRow(text: "a", label: "b"), reason: "c", seconds: 7)
            }
        }
        var numbers: [String] = []
        var path: String? = Self.path
        while let current = path {
            let page = try await client.get(current, .key("key-payer")).json
            let found = try #require(page?["objections"]?.arrayValue)
            #expect(found.count <= 50)
            numbers += found.compactMap { $0["number"]?.stringValue }
            path = page?["next"]?.stringValue.map { Self.path + "?after=" + $0 }
        }
        #expect(numbers == stride(from: 2, through: 120, by: 2).map(String.init))
        for after in ["x", "-1", "01", ""] {
            let reply = try await client.get(Self.path + "?after=" + after, .key("key-payer"))
            #expect(reply.status == 400 && reply.parameter == "after")
        }
    }

    @Test func `are decided by the operator alone, once`() async throws {
        let client = try APIClient()
        _ = try await client.post(Self.path, Self.body(1))
        let one = Self.path + "/1"
        let other = try await client.post(one, Self.decision(true))
        #expect(other.status == 403 && other.code == "operator_only")
        let upheld = try await client.post(one, Self.decision(true), key: "key-operator")
        #expect(upheld.status == 201 && upheld.json?["state"] == .string("upheld"))
        #expect(upheld.json?["decision"]?["reason"] == .string("so it is"))
        #expect(upheld.json?["takenIn"]?["row"] == .integer(81))
        #expect(upheld.json?["takenIn"]?["reveal"] == .string("16"))
        let again = try await client.post(one, Self.decision(true), key: "key-operator")
        #expect(again.status == 200 && again.json == upheld.json)
        let against = try await client.post(one, Self.decision(false), key: "key-operator")
        #expect(against.status == 409 && against.code == "conflict")
        for path in [Self.path + "/2", "/api/datanets/x/objections/1"] {
            #expect(
                try await client.post(path, Self.decision(true), key: "key-operator").status == 404)
        }
        let card = try await client.get("/api/datanets/debian-sections").json
        #expect(card?["objections"]?.text == #"{"open":0,"upheld":1,"dismissed":0}"#)
    }

    @Test func `are refused with the status that the document names`() async throws {
        let client = try APIClient()
        func status(_ body: String, key: String = "key-payer", path: String = Self.path)
            async throws -> Int
        {
            try await client.post(path, body, key: key).status
        }
        #expect(try await status(Self.body(0)) == 409)
        #expect(try await status(Self.body(7)) == 404)
        #expect(try await status(Self.body(1, contribution: #""13""#)) == 404)
        #expect(try await status(Self.body(1), key: "key-operator") == 403)
        #expect(try await status(Self.body(1), path: "/api/datanets/x/objections") == 404)
        #expect(try await status(Self.body(1)) == 201)
        #expect(try await status(Self.body(1)) == 409)
        #expect(try await client.get("/api/datanets/x/objections", .key("key-payer")).status == 404)
    }

    @Test(arguments: [
        ("{}", "contribution"), (body(1, contribution: "11"), "contribution"),
        (body(1, contribution: #""x""#), "contribution"), (body(-1), "position"),
        (body(4_294_967_296), "position"), (body(1, reason: ""), "reason"),
        (body(1, reason: String(repeating: "é", count: 1_001)), "reason"),
        (#"{"contribution":"11","position":"1","reason":"x"}"#, "position"),
        (#"{"contribution":"11","reason":"x"}"#, "position"),
        (#"{"contribution":"11","position":1,"reason":7}"#, "reason"),
        (#"{"contribution":"11","position":1,"reason":"x","row":1}"#, "row"),
    ])
    func `refuse what is malformed by the parameter's name`(
        body: String, parameter: String
    ) async throws {
        let reply = try await APIClient().post(Self.path, body)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test(arguments: [
        ("{}", "upheld"), (#"{"upheld":"true","reason":"x"}"#, "upheld"),
        (#"{"upheld":null,"reason":"x"}"#, "upheld"), (#"{"upheld":true}"#, "reason"),
        (#"{"upheld":true,"reason":""}"#, "reason"),
        (#"{"upheld":true,"reason":"x","account":"me"}"#, "account"),
    ])
    func `refuse a decision that is malformed by the parameter's name`(
        body: String, parameter: String
    ) async throws {
        let reply = try await APIClient().post(Self.path + "/1", body, key: "key-operator")
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test func `have numbers in decimal`() async throws {
        for number in ["x", "-1", "01", "18446744073709551616"] {
            let reply = try await APIClient().post(
                Self.path + "/" + number, Self.decision(true), key: "key-operator")
            #expect(reply.status == 400 && reply.parameter == "number", "\(number)")
        }
    }

    @Test func `have a limit and a pattern of reasons in the document`() async throws {
        let document = try await `The OpenAPI document`.document()
        let operation = document["paths"]?["/api/datanets/{name}/objections"]?["post"]
        let schema = operation?["requestBody"]?["content"]?["application/json"]?["schema"]
        let reason = schema?["properties"]?["reason"]
        #expect(reason?["minLength"] == .integer(1) && reason?["maxLength"] == .integer(1_000))
        let pattern = try NSRegularExpression(
            pattern: try #require(reason?["pattern"]?.stringValue))
        for (text, isGood) in [
            ("x", true), ("two\nlines", true), ("\t x \u{85}", true), ("x\n", true),
            (" ", false), ("\u{A0}\u{2028}\n", false), ("a\u{7}b", false), ("a\u{202E}b", false),
            ("a\u{9F}", false), ("", false),
        ] {
            let range = NSRange(location: 0, length: text.utf16.count)
            let found = pattern.firstMatch(in: text, range: range)
            #expect((found?.range == range) == isGood, "\(text.debugDescription)")
        }
    }
}
