import HTTPTypes
import Identity
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
import Testing
import TransparencyLog
import Wire

@Suite struct `The Datanets` {
    static let contributions = "/api/datanets/debian-sections/contributions"

    @Test func `are listed and shown`() async throws {
        let client = try APIClient()
        let listed = try await client.get("/api/datanets").json?["datanets"]?.arrayValue
        let shown = try await client.get("/api/datanets/debian-sections")
        #expect(shown.json == listed?.first)
        #expect(shown.json?["accepted"] == .integer(80))
        #expect(try await client.get("/api/datanets/x").status == 404)
    }

    @Test func `show their rows page by page`() async throws {
        let client = try APIClient()
        let first = try await client.get("/api/datanets/debian-sections/rows")
        #expect(first.json?["rows"]?.arrayValue?.count == 50)
        #expect(first.json?["next"] == .string("50"))
        let second = try await client.get("/api/datanets/debian-sections/rows?after=50")
        #expect(second.json?["rows"]?.arrayValue?.count == 30)
        #expect(second.json?["next"] == .null)
        #expect(try await client.get("/api/datanets/x/rows").status == 404)
    }

    @Test func `are searched by words`() async throws {
        let client = try APIClient()
        let path = "/api/datanets/debian-sections/rows"
        let found = try await client.get(path + "?q=edition+1%32")
        #expect(found.json?["rows"]?.arrayValue?.map { $0["row"] } == [.integer(12)])
        #expect(try await client.get(path + "?q=").json?["rows"]?.arrayValue?.count == 50)
        let longest = String(repeating: "x", count: 256)
        #expect(try await client.get(path + "?q=" + longest).status == 200)
        let accented = String(repeating: "%C3%A9", count: 256)
        #expect(try await client.get(path + "?q=" + accented).status == 200)
        let over = try await client.get(path + "?q=x" + longest)
        #expect(over.status == 400)
        #expect(over.parameter == "q")
        for after in ["x", "-1", "01", "", "18446744073709551616"] {
            let reply = try await client.get(path + "?after=" + after)
            #expect(reply.status == 400)
            #expect(reply.parameter == "after")
        }
    }

    @Test func `take rows, and the same rows once`() async throws {
        let client = try APIClient()
        let body = #"{"rows":[{"text":"a web server","label":"httpd"}]}"#
        let first = try await client.post(Self.contributions, body)
        #expect(first.status == 201)
        #expect(first.json?["accepted"] == .integer(1))
        #expect(first.json?["commit"] == .string("11"))
        let again = try await client.post(Self.contributions, body)
        #expect(again.status == 200)
        #expect(again.json?["wasThere"] == .bool(true))
        #expect(try await client.post("/api/datanets/x/contributions", body).status == 404)
    }

    @Test(arguments: [
        ("{}", "rows"), (#"{"rows":[]}"#, "rows"), (#"{"rows":{}}"#, "rows"),
        (#"{"rows":[7]}"#, "rows[0]"), (#"{"rows":[{"text":"a"}]}"#, "rows[0].label"),
        (#"{"rows":[{"text":"a","label":"b"},{"label":"b"}]}"#, "rows[1].text"),
        (#"{"rows":[{"text":"","label":"b"}]}"#, "rows[0].text"),
        (#"{"rows":[{"text":"a","label":""}]}"#, "rows[0].label"),
        (#"{"rows":[{"text":1,"label":"b"}]}"#, "rows[0].text"),
        (#"{"rows":[{"text":"a","label":"b"}],"licence":"CC0-1.0"}"#, "licence"),
        (
            #"{"rows":[{"text":"a","label":"b"},{"text":"a","label":"b","source":"me"}]}"#,
            "rows[1].source"
        ),
    ])
    func `refuse rows by the parameter's name`(body: String, parameter: String) async throws {
        let reply = try await APIClient().post(Self.contributions, body)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test func `say which rows repeat which, and why`() async throws {
        let row = #"{"text":"a web server","label":"httpd"}"#
        let rows = Array(repeating: row, count: 1_200).joined(separator: ",")
        let reply = try await APIClient().post(Self.contributions, "{\"rows\":[\(rows)]}")
        #expect(reply.json?["duplicates"] == .integer(1_199))
        let repeats = try #require(reply.json?["repeats"]?.arrayValue)
        // Enough to act on, and no more than a reply should hold.
        #expect(repeats.count == 1_000)
        #expect(
            repeats[2]
                == .object([
                    ("position", .integer(3)), ("duplicateOf", .integer(0)),
                    ("evidence", .string("the same words in the same order")),
                ]))
    }

    @Test func `take as many rows as the limit`() async throws {
        var limits = RequestLimits()
        limits.rows = 2
        let client = try APIClient(limits: limits)
        let row = #"{"text":"a","label":"b"}"#
        let two = #"{"rows":[\#(row),\#(row)]}"#
        let three = #"{"rows":[\#(row),\#(row),\#(row)]}"#
        #expect(try await client.post(Self.contributions, two).status == 201)
        #expect(try await client.post(Self.contributions, three).status == 400)
    }

    @Test func `are founded by the operator`() async throws {
        let client = try APIClient()
        let body = #"{"name":"\#(SampleNode.datanet)","labels":["a","b"]}"#
        #expect(try await client.post("/api/datanets", body).status == 403)
        let founded = try await client.post("/api/datanets", body, key: "key-operator")
        #expect(founded.status == 201)
        #expect(founded.json?["entry"] == .string("17"))
        #expect(founded.headers[.location] == "/api/datanets/\(SampleNode.datanet)")
    }

    @Test
    func `are founded with a policy that states who trains, at what price, and how many judge`()
        async throws
    {
        let body = """
            {"name": "\(SampleNode.datanet)", "labels": ["a", "b"],
             "policy": {"trainers": ["\(SampleLog.account("payer"))"], "leastPrice": "5",
                        "leastEvaluationItems": 100, "contributorsLeast": 5000}}
            """
        let founded = try await APIClient().post("/api/datanets", body, key: "key-operator")
        #expect(founded.status == 201)
    }

    @Test func `take hidden items of the operator`() async throws {
        let client = try APIClient()
        let path = "/api/datanets/\(SampleNode.datanet)/evaluations"
        let body = #"{"rows":[{"text":"a","label":"b"}]}"#
        #expect(try await client.post(path, body).status == 403)
        let made = try await client.post(path, body, key: "key-operator")
        #expect(made.status == 201)
        #expect(made.json?["items"] == .integer(1) && made.json?["entry"] == .string("13"))
        #expect(made.json?["root"]?.stringValue?.count == 64)
        let missing = try await client.post(
            "/api/datanets/x/evaluations", body, key: "key-operator")
        #expect(missing.status == 404)
    }

    @Test func `need no labels where their rows have none`() async throws {
        let body = #"{"name":"\#(SampleNode.datanet)"}"#
        let founded = try await APIClient().post("/api/datanets", body, key: "key-operator")
        #expect(founded.status == 201)
    }

    @Test(arguments: [
        (#"{"labels":["a","b"]}"#, "name"), (#"{"name":"x","labels":[]}"#, "labels"),
        (#"{"name":"x","labels":["a"]}"#, "labels"),
        (#"{"name":"x","labels":["a","a"]}"#, "labels"),
        (#"{"name":"x","labels":["a",1]}"#, "labels[1]"),
        (#"{"name":7,"labels":["a","b"]}"#, "name"),
        (#"{"name":"x","labels":["a","b"],"policy":7}"#, "policy"),
        (#"{"name":"x","labels":["a","b"],"policy":{"leastprice":"5"}}"#, "policy.leastprice"),
        (#"{"name":"x","labels":["a","b"],"policy":{"trainers":"me"}}"#, "policy.trainers"),
        (#"{"name":"x","labels":["a","b"],"policy":{"trainers":["0x1"]}}"#, "policy.trainers"),
        (#"{"name":"x","labels":["a","b"],"policy":{"trainers":[]}}"#, "policy.trainers"),
        (#"{"name":"x","labels":["a","b"],"policy":{"leastPrice":1}}"#, "policy.leastPrice"),
        (#"{"name":"x","labels":["a","b"],"policy":{"leastPrice":"0"}}"#, "policy"),
        (#"{"name":"x","labels":["a","b"],"policy":{"leastEvaluationItems":99}}"#, "policy"),
        (
            #"{"name":"x","labels":["a","b"],"policy":{"minimumRows":70000}}"#,
            "policy.minimumRows"
        ), (#"{"name":"x","labels":["a","b"],"policy":{"contributorsLeast":9001}}"#, "policy"),
    ])
    func `are not founded on what is malformed`(body: String, parameter: String) async throws {
        let reply = try await APIClient().post("/api/datanets", body, key: "key-operator")
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }
}

@Suite struct `Accounts` {
    static let payer = SampleLog.account("payer")

    @Test func `are known to their keys`() async throws {
        let client = try APIClient()
        let own = try await client.get("/api/account", .key("key-payer"))
        #expect(own.json?["account"] == .string(Self.payer.description))
        #expect(own.json?["balance"] == .string("1000000000"))
        #expect(own.json?["operator"] == .bool(false))
        #expect(own.headers[.cacheControl] == "no-store")
        #expect(try await client.get("/api/account").status == 401)
    }

    @Test func `are shown in either spelling of their address`() async throws {
        let client = try APIClient()
        for _ in 0..<51 { _ = try await client.ask("a") }
        let shown = try await client.get("/api/accounts/\(Self.payer)")
        #expect(shown.status == 200)
        #expect(shown.json?["deposited"] == .string("1000000000"))
        #expect(shown.json?["next"] == .string("44"))
        let lower = Self.payer.description.lowercased()
        let second = try await client.get("/api/accounts/\(lower)?before=44")
        #expect(second.json?["next"] == .null)
        let team = SampleLog.account("contributor 0")
        let named = try await client.get("/api/accounts/\(team)")
        #expect(named.json?["name"] == .string("Debian Games Team"))
        #expect(named.json?["kind"] == .string("team"))
    }

    @Test(arguments: ["x", "0x", "0x00", String(repeating: "0", count: 42), "0X\(payer)"])
    func `have addresses`(address: String) async throws {
        let reply = try await APIClient().get("/api/accounts/\(address)")
        #expect(reply.status == 400)
        #expect(reply.parameter == "address")
    }

    @Test func `are not found before they are open`() async throws {
        let path = "/api/accounts/\(SampleLog.account("nobody"))"
        #expect(try await APIClient().get(path).status == 404)
    }

    @Test func `are opened by the operator alone`() async throws {
        let client = try APIClient()
        #expect(try await client.send(.post, "/api/accounts").status == 401)
        let other = try await client.send(.post, "/api/accounts", .key("key-payer"))
        #expect(other.status == 403)
        #expect(other.code == "operator_only")
        let opened = try await client.send(.post, "/api/accounts", .key("key-operator"))
        #expect(opened.status == 201)
        let account = try #require(opened.json?["account"]?.stringValue)
        let key = try #require(opened.json?["apiKey"]?.stringValue)
        #expect(opened.headers[.location] == "/api/accounts/\(account)")
        #expect(opened.headers[.cacheControl] == "no-store")
        let own = try await client.get("/api/account", .key(key))
        #expect(own.json?["account"] == .string(account))
    }

    static func deposit(_ account: String, _ amount: String, _ source: String) -> String {
        #"{"account":"\#(account)","amount":\#(amount),"source":\#(source)}"#
    }

    @Test func `are funded by the operator alone, once a source`() async throws {
        let client = try APIClient()
        let body = Self.deposit("\(Self.payer)", #""7""#, #""one""#)
        #expect(try await client.post("/api/deposits", body).status == 403)
        let first = try await client.post("/api/deposits", body, key: "key-operator")
        #expect(first.status == 201)
        #expect(first.json?["entry"] == .string("43"))
        let again = try await client.post("/api/deposits", body, key: "key-operator")
        #expect(again.status == 409)
    }

    @Test(arguments: [
        (deposit("x", #""7""#, #""s""#), "account"),
        (deposit("\(payer)", "7", #""s""#), "amount"),
        (deposit("\(payer)", #""7.5""#, #""s""#), "amount"),
        (deposit("\(payer)", #""0""#, #""s""#), "amount"),
        (deposit("\(payer)", #""7""#, #""""#), "source"),
        (deposit("\(payer)", #""7""#, "7"), "source"),
        (deposit("\(payer)", #""7""#, "\"" + String(repeating: "s", count: 256) + "\""), "source"),
        (#"{"amount":"7","source":"s"}"#, "account"),
    ])
    func `refuse deposits by the parameter's name`(
        body: String, parameter: String
    ) async throws {
        let reply = try await APIClient().post("/api/deposits", body, key: "key-operator")
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }
}

@Suite struct `Receipts` {
    @Test func `are files that verify`() async throws {
        let client = try APIClient()
        let id = try #require(try await client.ask("a").headers[.receipt])
        let file = try await client.get("/api/receipts/\(id)/export")
        #expect(file.type == "text/plain; charset=utf-8")
        #expect(
            file.headers[.contentDisposition]
                == "attachment; filename=\"receipt-\(id).tlog-proof\"")
        let proof = try TLogProof(parsing: file.bytes)
        #expect(String(proof.index) == id)
        let shown = try await client.get("/api/receipts/\(id)")
        #expect(shown.json?["kind"] == .string("answer"))
        #expect(shown.json?["entry"]?.stringValue.flatMap(Base64.decode) == proof.extra)
        #expect(shown.json?["question"] == .string("a"))
        #expect(shown.json?["attribution"]?["receipt"] == .string(id))
    }

    @Test func `stand for every entry`() async throws {
        let shown = try await APIClient().get("/api/receipts/0")
        #expect(shown.json?["kind"] == .string("accountOpen"))
        #expect(shown.json?["attribution"] == .null)
    }

    @Test(arguments: ["", "/export"])
    func `have the log's indices`(end: String) async throws {
        let client = try APIClient()
        #expect(try await client.get("/api/receipts/43" + end).status == 404)
        #expect(try await client.get("/api/receipts/18446744073709551615" + end).status == 404)
        for id in ["x", "-1", "007", "1.0", "0x1", "18446744073709551616", "%31%20"] {
            #expect(try await client.get("/api/receipts/\(id)\(end)").status == 400, "\(id)")
        }
    }
}
