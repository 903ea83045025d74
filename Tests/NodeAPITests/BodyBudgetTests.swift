import HTTPTypes
import Hummingbird
import NIOCore
import NodeAPI
import NodeTestKit
import Testing

/// A body that comes when the test says so.
private struct SlowBody {
    let body: RequestBody
    private let parts: AsyncStream<ByteBuffer>.Continuation
    private let asked: AsyncStream<Void>

    init() {
        let (stream, parts) = AsyncStream.makeStream(of: ByteBuffer.self)
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        self.parts = parts
        self.asked = asked
        body = RequestBody(
            asyncSequence: stream.map { part in
                asking.yield()
                return part
            })
    }

    func send(_ text: String) { parts.yield(ByteBuffer(string: text)) }
    func end() { parts.finish() }

    /// Waits until a part has been taken.
    func waitUntilTaken() async {
        for await _ in asked { return }
    }
}

@Suite struct `All bodies together` {
    static let order = #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"a"}"#

    private func headers(_ key: String, length: Int? = nil) -> HTTPFields {
        var headers: HTTPFields = [
            .authorization: "Bearer \(key)", .contentType: "application/json",
        ]
        if let length {
            headers[.contentLength] = String(length)
        } else {
            headers[.transferEncoding] = "chunked"
        }
        return headers
    }

    /// Runs an operation while a body has begun to arrive and does not go on; then lets it end.
    private func holding(
        _ client: APIClient, _ key: String, length: Int?, sending first: String = " ",
        _ operation: () async throws -> Void
    ) async throws -> APIClient.Reply {
        let slow = SlowBody()
        slow.send(first)
        return try await withThrowingTaskGroup(of: APIClient.Reply.self) { group in
            group.addTask {
                try await client.send(
                    .post, "/v1/embeddings", headers(key, length: length), body: slow.body)
            }
            await slow.waitUntilTaken()
            try await operation()
            let rest = (length ?? 0) - first.utf8.count - Self.order.utf8.count
            slow.send(Self.order + String(repeating: " ", count: max(0, rest)))
            slow.end()
            return try #require(try await group.next())
        }
    }

    private func limited(_ bytes: Int) throws -> APIClient {
        var limits = RequestLimits()
        limits.bodyBytes = 1_000
        limits.allBodiesBytes = bytes
        return try APIClient(limits: limits)
    }

    @Test func `have one number of bytes, taken before a body is read`() async throws {
        let client = try limited(1_900)
        let reply = try await holding(client, "key-payer", length: 900) {
            let parts = PartsRead()
            let refused = try await client.send(
                .post, "/v1/embeddings", headers("key-operator", length: 501),
                body: RequestBody(asyncSequence: parts.stream(50)))
            #expect(refused.status == 503 && refused.code == "bodies_full")
            #expect(refused.headers[.retryAfter] == "5")
            #expect(refused.text.contains("about 5 s") && refused.text.contains("1900 bytes"))
            #expect(await parts.count == 0)
            let small = try await client.post("/v1/embeddings", Self.order, key: "key-poor")
            #expect(small.status == 200)
        }
        #expect(reply.status == 200)
        #expect(try await client.post("/v1/embeddings", Self.order).status == 200)
    }

    @Test func `leave the half to others, whoever sends much`() async throws {
        let client = try limited(1_000)
        _ = try await holding(client, "key-payer", length: 450) {
            let own = try await client.post("/v1/embeddings", Self.order)
            #expect(own.status == 503 && own.code == "bodies_full")
            let other = try await client.post("/v1/embeddings", Self.order, key: "key-operator")
            #expect(other.status == 200)
        }
    }

    @Test func `keep nobody's first body out, however many fill them`() async throws {
        let client = try limited(1_000)
        _ = try await holding(client, "key-payer", length: 500) {
            _ = try await holding(client, "key-operator", length: 250) {
                let first = try await client.post("/v1/embeddings", Self.order, key: "key-poor")
                #expect(first.status == 200)
            }
        }
    }

    @Test func `count what comes in chunks as it comes`() async throws {
        let client = try limited(500)
        let first = String(repeating: " ", count: 240)
        let reply = try await holding(client, "key-payer", length: nil, sending: first) {
            let other = try await client.post("/v1/embeddings", Self.order)
            #expect(other.status == 503 && other.code == "bodies_full")
        }
        // With its rest it is over the number itself.
        #expect(reply.status == 503 && reply.code == "bodies_full")
        #expect(try await client.post("/v1/embeddings", Self.order).status == 200)
    }

    @Test func `keep no one from what has no body, health above all`() async throws {
        let client = try limited(2_000)
        _ = try await holding(client, "key-payer", length: 1_000) {
            for path in ["/healthz", "/readyz", "/metrics", "/v1/models", "/log/checkpoint"] {
                let reply = try await client.get(path)
                #expect(reply.status == 200)
            }
        }
    }

    @Test func `are not asked for when the node is full`() async throws {
        var limits = RequestLimits()
        limits.concurrentRequests = 0
        let client = try APIClient(limits: limits)
        let parts = PartsRead()
        let refused = try await client.send(
            .post, "/v1/embeddings", headers("key-payer", length: 100),
            body: RequestBody(asyncSequence: parts.stream(1)))
        #expect(refused.status == 503 && refused.code == "overloaded")
        #expect(await parts.count == 0)
        #expect(try await client.get("/healthz").status == 200)
        #expect(try await client.get("/readyz").status == 200)
    }
}
