import HTTPTypes
import Ledger
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import Wire

@Suite struct `A question` {
    @Test func `gives way to all others where its account cannot pay`() async throws {
        let client = try APIClient()
        for canPay in [true, false] {
            client.node.state.withLock { $0.canPay = canPay }
            _ = try await client.ask("a fast web server")
        }
        #if os(Linux)
            #expect(client.node.state.withLock(\.gaveWay) == [false, true])
        #endif
    }

    @Test func `is answered as OpenAI answers`() async throws {
        let reply = try await APIClient().ask("a web server")
        #expect(reply.status == 200)
        #expect(reply.type == "application/json")
        #expect(reply.headers[.receipt] == "43")
        let body = try #require(reply.json)
        #expect(body["id"] == .string("chatcmpl-43"))
        #expect(body["object"] == .string("chat.completion"))
        #expect(body["created"] == .integer(Int64(SampleLog.start) + 43))
        #expect(body["model"] == .string("sections-v3"))
        let choice = try #require(body["choices"]?.arrayValue?.first)
        #expect(choice["message"]?["role"] == .string("assistant"))
        #expect(choice["message"]?["content"] == .string("games"))
        #expect(choice["finish_reason"] == .string("stop"))
        #expect(
            body["usage"]?.text
                == #"{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}"#)
    }

    @Test func `carries the model's confidence, and none where none was kept`() async throws {
        let client = try APIClient()
        let name = "confidencePartsPerMillion"
        let reply = try await client.ask("a web server")
        #expect(reply.json?[name] == .integer(Int64(SampleNode.confidence)))
        let id = try #require(reply.headers[.receipt])
        let receipt = "/api/receipts/\(id)"
        #expect(try await client.get(receipt).json?[name] == reply.json?[name])
        client.node.forgetConfidences()
        let old = try await client.get(receipt)
        #expect(old.json?[name] == .null && old.json?["answer"] == .string("games"))
    }

    @Test func `carries who is paid for it`() async throws {
        let reply = try await APIClient().ask("a web server")
        let attribution = try #require(reply.json?["attribution"])
        #expect(attribution["receipt"] == .string("43"))
        #expect(attribution["grade"] == .string("assertedHidden"))
        #expect(attribution["fee"] == .string("10000000"))
        let sources = try #require(attribution["sources"]?.arrayValue)
        #expect(sources.map { $0["row"]?.integerValue } == [0, 11, 20])
        #expect(sources[0]["weight"] == .integer(400_000_001))
        #expect(sources[0]["amount"] == .string("2800000"))
        #expect(sources[0]["paid"] == .string("2099999"))
        #expect(sources[0]["held"] == .string("700001"))
        #expect(sources[0]["reason"] == .string("uncertain"))
        #expect(
            sources[0]["text"] == .string("Fully featured, easy to use chess client, edition 0"))
        #expect(sources[2]["text"] == .null)
        #expect(attribution["unattributed"]?["weight"] == .integer(299_999_999))
        #expect(attribution["duplicates"]?.arrayValue?.first?["duplicateOf"] == .integer(0))
    }

    @Test func `carries its entry's bytes`() async throws {
        let attribution = try await APIClient().ask("a web server").json?["attribution"]
        let bytes = try #require(attribution?["entry"]?.stringValue.flatMap(Base64.decode))
        guard case .answer(let answer) = try Entry(decoding: bytes).body else {
            Issue.record("The entry is an answer.")
            return
        }
        #expect(answer.fee == SampleLog.fee)
    }

    @Test(arguments: [
        #""temperature":2,"#, #""top_p":1,"max_tokens":5,"seed":-3,"#, #""n":1,"#,
        #""n":null,"stream":null,"stream_options":null,"#, #""stream":false,"#, #""n":1.0,"#,
    ])
    func `may come with settings that change nothing`(members: String) async throws {
        #expect(try await APIClient().ask("a web server", members).status == 200)
    }

    @Test(arguments: [
        (#"[{"role":"user","content":"a"},{"role":"user","content":"bc"}]"#, "bc"),
        (#"[{"role":"system","content":null},{"role":"user","content":"a"}]"#, "a"),
        (#"[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]"#, "a"),
        (#"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#, "a"),
        (
            #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"#,
            "a\nb"
        ),
    ])
    func `is the user's last message`(messages: String, question: String) async throws {
        let client = try APIClient()
        let reply = try await client.post(
            "/v1/chat/completions", #"{"model":"sections-v3","messages":\#(messages)}"#)
        #expect(reply.status == 200)
        #expect(client.node.orders.map(\.question) == [question])
    }

    @Test(arguments: ["a\u{1}\u{1F}b", "🕯️", "\"\\/", "\u{200B}a", "\u{301}"])
    func `may hold any characters`(question: String) async throws {
        let client = try APIClient()
        let reply = try await client.ask(question)
        #expect(reply.status == 200)
        #expect(client.node.orders.map(\.question) == [question])
        let shown = try await client.get("/api/receipts/43")
        #expect(shown.json?["question"] == .string(question))
    }

    @Test(arguments: [
        "", " ", "\n\t\u{A0}\u{3000}", "\u{0}", "\u{7F}", "\u{202E}", "\u{200B}",
        "\u{FEFF}\u{2060}", "\u{AD}", "\u{200D}\u{FE0F}", "\u{3164}", "\u{2800}",
        "\u{2028}", "\u{E0020}",
    ])
    func `that holds nothing to be read is refused and not asked`(question: String) async throws {
        let client = try APIClient()
        let reply = try await client.ask(question)
        #expect(reply.status == 400)
        #expect(reply.parameter == "messages")
        #expect(client.node.orders.isEmpty)
    }

    @Test func `has its limit in bytes`() async throws {
        var limits = RequestLimits()
        limits.questionBytes = 6
        let client = try APIClient(limits: limits)
        #expect(try await client.ask("ééé").status == 200)
        let over = try await client.ask("éééa")
        #expect(over.status == 400)
        #expect(over.parameter == "messages")
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user","content":"a"}]}"#, "model"),
        (#"{"model":7,"messages":[{"role":"user","content":"a"}]}"#, "model"),
        (#"{"model":"sections-v3"}"#, "messages"),
        (#"{"model":"sections-v3","messages":"a"}"#, "messages"),
        (#"{"model":"sections-v3","messages":[]}"#, "messages"),
        (#"{"model":"sections-v3","messages":[7]}"#, "messages[0]"),
        (#"{"model":"sections-v3","messages":[{"content":"a"}]}"#, "messages[0].role"),
        (
            #"{"model":"sections-v3","messages":[{"role":"king","content":"a"}]}"#,
            "messages[0].role"
        ),
        (#"{"model":"sections-v3","messages":[{"role":"system","content":"a"}]}"#, "messages"),
        (#"{"model":"sections-v3","messages":[{"role":"user"}]}"#, "messages[0].content"),
        (
            #"{"model":"sections-v3","messages":[{"role":"user","content":7}]}"#,
            "messages[0].content"
        ),
        (#"{"model":"sections-v3","messages":[{"role":"user","content":""}]}"#, "messages"),
        (#"{"model":"sections-v3","messages":[{"role":"user","content":[]}]}"#, "messages"),
        (
            #"{"model":"s","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
            "messages[0].content[0].type"
        ),
        (
            #"{"model":"s","messages":[{"role":"user","content":[{"type":"text"}]}]}"#,
            "messages[0].content[0].text"
        ),
    ])
    func `is refused by the parameter's name`(body: String, parameter: String) async throws {
        let reply = try await APIClient().post("/v1/chat/completions", body)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
        #expect(reply.json?["error"]?["type"] == .string("invalid_request_error"))
    }

    @Test(arguments: [
        (#""n":2,"#, "n"), (#""n":0,"#, "n"), (#""n":"1","#, "n"), (#""stream":1,"#, "stream"),
        (#""stream_options":7,"#, "stream_options"),
        (#""stream_options":{"include_usage":1},"#, "stream_options.include_usage"),
    ])
    func `is refused with settings that cannot be`(
        members: String, parameter: String
    ) async throws {
        let reply = try await APIClient().ask("a", members)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test func `of an unknown model names the nearest`() async throws {
        let reply = try await APIClient().post(
            "/v1/chat/completions", #"{"model":"x","messages":[{"role":"user","content":"a"}]}"#)
        #expect(reply.status == 404)
        #expect(reply.code == "model_not_found")
        #expect(reply.json?["error"]?["message"]?.stringValue?.contains("sections-v3") == true)
    }
}

@Suite struct `Paying` {
    @Test func `needs a balance of the price`() async throws {
        let reply = try await APIClient().ask("a", key: "key-poor")
        #expect(reply.status == 402)
        #expect(reply.code == "insufficient_balance")
        let error = try #require(reply.json?["error"])
        #expect(error["type"] == .string("insufficient_quota"))
        #expect(error["price"] == .string("10000000"))
        #expect(error["balance"] == .string("0"))
    }

    @Test func `stops at the caller's maximum`() async throws {
        let client = try APIClient()
        let maximum = try await client.ask("a", "", [.maximumFee: "9999999"])
        #expect(maximum.status == 402)
        #expect(maximum.code == "price_above_maximum")
        #expect(try await client.ask("a", "", [.maximumFee: "10000000"]).status == 200)
        for text in ["", "x", "-1", "1.5", "010", "18446744073709551616"] {
            let reply = try await client.ask("a", "", [.maximumFee: text])
            #expect(reply.status == 400, "\(text)")
            #expect(reply.parameter == "OpenLedger-Max-Fee")
        }
    }

    @Test func `happens once for an idempotency key`() async throws {
        let client = try APIClient()
        let first = try await client.ask("a", "", [.idempotencyKey: "one"])
        let again = try await client.ask("a", "", [.idempotencyKey: "one"])
        #expect(first.status == 200)
        #expect(again.headers[.receipt] == first.headers[.receipt])
        let other = try await client.ask("b", "", [.idempotencyKey: "one"])
        #expect(other.status == 409)
        #expect(other.code == "idempotency_conflict")
        #expect(other.headers[.shouldRetry] == "false")
        let next = try await client.ask("a", "", [.idempotencyKey: "two"])
        #expect(next.headers[.receipt] == "44")
    }

    @Test func `takes idempotency keys of visible characters`() async throws {
        let client = try APIClient()
        let longest = String(repeating: "~", count: 255)
        #expect(try await client.ask("a", "", [.idempotencyKey: longest]).status == 200)
        for key in [longest + "~", "", "a b", "é"] {
            let reply = try await client.ask("a", "", [.idempotencyKey: key])
            #expect(reply.status == 400, "\(key)")
            #expect(reply.parameter == "Idempotency-Key")
        }
    }
}
