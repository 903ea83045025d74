import HTTPTypes
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A refusal of a service` {
    struct Outage: Error {
        let secret = "the disk's serial number"
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let refusal: ServiceRefusal
        let status: Int
        let code: String

        var testDescription: String { code }
    }

    static let all: [Case] = [
        Case(
            refusal: .unknownModel(name: "x", nearest: []), status: 404, code: "model_not_found"),
        Case(
            refusal: .unaffordable(price: SampleLog.fee, balance: .zero), status: 402,
            code: "insufficient_balance"),
        Case(
            refusal: .priceAboveMaximum(price: SampleLog.fee, maximum: .zero), status: 402,
            code: "price_above_maximum"),
        Case(refusal: .idempotencyConflict, status: 409, code: "idempotency_conflict"),
        Case(refusal: .overloaded(retryAfterSeconds: 7), status: 503, code: "overloaded"),
        Case(
            refusal: .limited(retryAfterSeconds: 7, message: "No."), status: 429,
            code: "rate_limit_exceeded"),
        Case(
            refusal: .invalid(parameter: "messages", message: "No."), status: 400,
            code: "invalid_value"),
        Case(refusal: .notFound("No."), status: 404, code: "not_found"),
        Case(refusal: .forbidden("No."), status: 403, code: "forbidden"),
        Case(refusal: .conflict("No."), status: 409, code: "conflict"),
        Case(refusal: .unavailable(cause: "/data is full."), status: 503, code: "unavailable"),
        Case(refusal: .stopped(cause: "/data is full."), status: 503, code: "stopped"),
        Case(refusal: .failed(cause: "/data is gone."), status: 500, code: "internal_error"),
    ]

    @Test(arguments: all)
    func `has its status and its code in both forms`(refusal: Case) async throws {
        let client = try APIClient()
        client.node.refuse(refusal.refusal)
        let asked = try await client.ask("a")
        #expect(asked.status == refusal.status)
        #expect(asked.json?["error"]?["code"] == .string(refusal.code))
        #expect(asked.json?["error"]?["message"]?.stringValue?.isEmpty == false)
        let read = try await client.get("/api/log")
        #expect(read.status == refusal.status)
        #expect(read.json?["code"] == .string(refusal.code))
        #expect(read.json?["status"] == .integer(Int64(refusal.status)))
        #expect(!asked.text.contains("/data") && !read.text.contains("/data"))
    }

    struct Known: ServiceFailure {
        let refusal = ServiceRefusal.stopped(cause: "/data is full.")
    }

    @Test(arguments: ["/v1/models", "/api/log", "/log/checkpoint", "/api/receipts/0"])
    func `that a failure knows is told as that`(path: String) async throws {
        let client = try APIClient()
        client.node.refuse(Known())
        let reply = try await client.get(path)
        #expect(reply.status == 503 && reply.code == "stopped")
    }

    @Test func `for a crowd says when to come again`() async throws {
        let client = try APIClient()
        client.node.refuse(ServiceRefusal.overloaded(retryAfterSeconds: 7))
        #expect(try await client.ask("a").headers[.retryAfter] == "7")
    }

    @Test(arguments: ["/v1/models", "/api/log", "/log/checkpoint", "/api/receipts/0"])
    func `that nobody expected tells nothing of the inside`(path: String) async throws {
        let client = try APIClient()
        client.node.refuse(Outage())
        let reply = try await client.get(path)
        #expect(reply.status == 500)
        #expect(reply.code == "internal_error")
        #expect(!reply.text.contains("Outage") && !reply.text.contains("serial"))
    }
}

@Suite struct `A crowd` {
    @Test func `is refused over the limit, and admitted again`() async throws {
        var limits = RequestLimits()
        limits.concurrentRequests = 0
        let client = try APIClient(limits: limits)
        let reply = try await client.ask("a")
        #expect(reply.status == 503)
        #expect(reply.headers[.retryAfter] == "1")
        #expect(try await client.get("/healthz").status == 200)
        limits.concurrentRequests = 1
        let other = try APIClient(limits: limits)
        for _ in 0..<3 { #expect(try await other.ask("a").status == 200) }
        other.node.refuse(ServiceRefusal.conflict("No."))
        for _ in 0..<3 { #expect(try await other.ask("a").status == 409) }
    }
}
