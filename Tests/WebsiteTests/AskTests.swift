import HTTPTypes
import Hummingbird
import LedgerTestKit
import Money
import NIOCore
import NodeAPI
import NodeTestKit
import Testing
import Website

@Suite struct `A question from the site` {
    let chess = "Play chess & win, 100 %+"

    @Test func `is answered once, whatever the form is sent twice`() async throws {
        let visitor = try Visitor()
        let form = try HTMLPage(try await visitor.get("/").text)
        let once = try #require(
            form.all("input").first { $0.attributes["name"] == "once" }?.attributes["value"])
        let fields: KeyValuePairs = ["model": SampleNode.model, "question": chess, "once": once]
        let first = try await visitor.ask(fields)
        let second = try await visitor.ask(fields)
        #expect(first.status == 303 && first.headers[.location] == second.headers[.location])
        let other = try await visitor.ask([
            "model": SampleNode.model, "question": "Something else", "once": once,
        ])
        #expect(other.status == 303 && other.headers[.location] != first.headers[.location])
        #expect(visitor.node.orders.first?.question == chess)
        let page = try await visitor.get(try #require(first.headers[.location]))
        #expect(page.status == 200 && page.text.contains("Play chess &amp; win, 100 %+"))
    }

    @Test func `carries the most that it may cost`() async throws {
        let visitor = try Visitor()
        _ = try await visitor.ask([
            "model": SampleNode.model, "question": chess, "maximum": "0.0125",
        ])
        #expect(visitor.node.orders.last?.maximumFee == Amount(nanoOPEN: 12_500_000))
        _ = try await visitor.ask(["model": SampleNode.model, "question": chess, "maximum": ""])
        #expect(visitor.node.orders.last?.maximumFee == .some(nil))
        let counted = try await visitor.get("/metrics").text
        #expect(counted.contains("openledger_answers_total 2\n"))
    }

    @Test(arguments: [
        (ServiceRefusal.unaffordable(price: .init(nanoOPEN: 5), balance: .zero), 402),
        (.priceAboveMaximum(price: .init(nanoOPEN: 5), maximum: .init(nanoOPEN: 4)), 402),
        (.unknownModel(name: "x", nearest: ["y"]), 404),
        (.overloaded(retryAfterSeconds: 7), 503), (.stopped(cause: "Stopped."), 503),
        (.invalid(parameter: "question", message: "Too odd."), 400),
        (.idempotencyConflict, 409), (.conflict("There."), 409), (.forbidden("No."), 403),
        (.notFound("Gone."), 404),
    ])
    func `is refused in place, with its text kept`(refusal: ServiceRefusal, status: Int)
        async throws
    {
        let visitor = try Visitor(refusing: refusal)
        let reply = try await visitor.ask(["model": SampleNode.model, "question": chess])
        #expect(reply.status == status)
        #expect(reply.headers[.cacheControl] == "no-store")
        let page = try HTMLPage(reply.text)
        #expect(page.element(id: "question")?.text.contains("Play chess &amp; win") == true)
        #expect(reply.text.contains("nothing was charged"))
        #expect(
            reply.headers[.retryAfter]
                == (status == 503 && refusal != .stopped(cause: "Stopped.")
                    ? "7" : nil))
        if case .overloaded = refusal { #expect(reply.text.contains("in about 7 s")) }
        if case .unknownModel = refusal { #expect(reply.text.contains("/models/y")) }
    }

    @Test(arguments: [
        ("", "0.01"), (" \n\t", "0.01"), ("\u{200B}\u{FEFF}", "0.01"), ("Play", "much"),
        ("Play", "-1"), ("Play", "1e3"),
        (String(repeating: "a", count: 16_385), "0.01"),
    ])
    func `is not sent when the form makes no sense`(question: String, maximum: String)
        async throws
    {
        let visitor = try Visitor()
        let reply = try await visitor.ask([
            "model": SampleNode.model, "question": question, "maximum": maximum,
        ])
        #expect(reply.status == 400)
        #expect(visitor.node.orders.isEmpty)
    }

    @Test func `needs a key where nobody else pays, and the key does not come back`()
        async throws
    {
        let visitor = try Visitor(hasVisitor: false)
        let form = try HTMLPage(try await visitor.get("/").text)
        #expect(form.element(id: "key")?.attributes["type"] == "password")
        let fields: KeyValuePairs = ["model": SampleNode.model, "question": chess]
        #expect(try await visitor.ask(fields).status == 401)
        let wrong = try await visitor.ask([
            "model": SampleNode.model, "question": chess, "key": "sk-secret-1",
        ])
        #expect(wrong.status == 401 && !wrong.text.contains("sk-secret-1"))
        let right = try await visitor.ask([
            "model": SampleNode.model, "question": chess, "key": "key-payer",
        ])
        #expect(right.status == 303)
        #expect(visitor.node.orders.map(\.caller.account) == [SampleLog.account("payer")])
    }

    @Test func `from another site is refused`() async throws {
        let visitor = try Visitor()
        let fields: KeyValuePairs = ["model": SampleNode.model, "question": chess]
        func status(_ name: String, _ value: String) async throws -> Int {
            let name = try #require(HTTPField.Name(name))
            return try await visitor.ask(fields, [name: value]).status
        }
        for value in ["cross-site", "same-site", "nonsense"] {
            #expect(try await status("Sec-Fetch-Site", value) == 403)
        }
        for value in ["https://elsewhere.example", "null", "http://node.example", "http://nod"] {
            #expect(try await status("Origin", value) == 403)
        }
        #expect(visitor.node.orders.isEmpty)
        #expect(try await status("Sec-Fetch-Site", "same-origin") == 303)
        #expect(try await status("Origin", "http://node") == 303)
        #expect(try await status("Origin", "https://node") == 303)
    }

    @Test func `comes as a form of limited length`() async throws {
        let visitor = try Visitor()
        let fields: KeyValuePairs = ["model": SampleNode.model, "question": chess]
        #expect(try await visitor.ask(fields, type: "text/plain").status == 415)
        #expect(try await visitor.ask(fields, type: nil).status == 415)
        #expect(visitor.node.orders.isEmpty)
    }

    @Test func `keeps the node's limits, as programs do`() async throws {
        var limits = RequestLimits()
        limits.bodyBytes = 2_000
        limits.questionBytes = 1_000
        let visitor = try Visitor(limits: limits)
        func ask(_ count: Int) async throws -> Visitor.Reply {
            try await visitor.ask([
                "model": SampleNode.model, "question": String(repeating: "a", count: count),
            ])
        }
        #expect(try await ask(1_000).status == 303)
        let long = try await ask(1_001)
        #expect(long.status == 400 && long.text.contains("over the limit of 1000 bytes"))
        #expect(try await ask(2_000).status == 413)
        #expect(try await visitor.get("/").text.contains("maxlength=\"1000\""))
        #expect(visitor.node.orders.count == 1)
    }

    @Test func `waits in the same queue as programs', and keeps its text when that is full`()
        async throws
    {
        var limits = RequestLimits()
        limits.concurrentRequests = 0
        let visitor = try Visitor(limits: limits)
        let reply = try await visitor.ask(["model": SampleNode.model, "question": chess])
        #expect(reply.status == 503 && reply.headers[.retryAfter] == "1")
        let page = try HTMLPage(reply.text)
        #expect(page.element(id: "question")?.text.contains("Play chess &amp; win") == true)
        #expect(visitor.node.orders.isEmpty)
    }

    @Test func `names each field once`() async throws {
        let visitor = try Visitor()
        let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let body = RequestBody(buffer: ByteBuffer(string: "question=a&question=b"))
        #expect(try await visitor.send(.post, "/ask", type, body: body).status == 400)
        #expect(visitor.node.orders.isEmpty)
    }
}
