import HTTPTypes
import Hummingbird
import NIOCore
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A request` {
    static let paid = ["/v1/chat/completions", "/v1/embeddings", "/api/models", "/api/deposits"]

    @Test(arguments: paid)
    func `without a key of this node is refused`(path: String) async throws {
        let client = try APIClient()
        let headers: [HTTPFields] = [
            [:], [.authorization: "Bearer"], [.authorization: "Bearer nobody"],
            [.authorization: "Basic a2V5OnBheWVy"], [.authorization: "key-payer"],
            [.authorization: "Bearer key-payer x"], [.authorization: "Bearer ключ"],
        ]
        for header in headers {
            var header = header
            header[.contentType] = "application/json"
            let reply = try await client.send(.post, path, header)
            #expect(reply.status == 401)
            #expect(reply.headers[.wwwAuthenticate] == "Bearer")
            #expect(reply.code == "invalid_api_key")
            let isOpenAI = path.hasPrefix("/v1")
            #expect(reply.type == (isOpenAI ? "application/json" : "application/problem+json"))
        }
    }

    @Test func `may spell the scheme as it likes`() async throws {
        let headers: HTTPFields = [.authorization: "bearer   key-payer"]
        #expect(try await APIClient().get("/api/account", headers).status == 200)
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
        "application/jsonx", "multipart/form-data; boundary=x",
    ])
    func `in another media type is refused`(type: String?) async throws {
        let reply = try await APIClient().post("/v1/embeddings", "{}", type: type)
        #expect(reply.status == 415)
        #expect(reply.code == "unsupported_media_type")
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ])
    func `in JSON is taken`(type: String) async throws {
        let body = #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"a"}"#
        #expect(try await APIClient().post("/v1/embeddings", body, type: type).status == 200)
    }

    @Test func `that is compressed is refused`() async throws {
        let reply = try await APIClient().post(
            "/v1/embeddings", "{}", [.contentEncoding: "gzip"])
        #expect(reply.status == 415)
    }

    @Test(arguments: [
        "", " ", "{", #"{"model":}"#, #"{"a":1,"a":2}"#, "{}x", "{'a':1}", #"{"a":"\ud800"}"#,
        #"{"a":1e999}"#, "{\"a\":\"\n\"}",
    ])
    func `that is no JSON is refused`(body: String) async throws {
        let reply = try await APIClient().post("/v1/chat/completions", body)
        #expect(reply.status == 400)
        #expect(reply.code == "malformed_json")
        #expect(
            reply.json?["error"]?.members?.map(\.0) == ["message", "type", "param", "code"])
    }

    @Test(arguments: ["[]", "7", "null", #""a""#])
    func `that is no object is refused`(body: String) async throws {
        #expect(try await APIClient().post("/v1/chat/completions", body).status == 400)
    }

    @Test func `in bytes that are no UTF-8 is refused`() async throws {
        let bytes = Array(#"{"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let reply = try await APIClient().post("/v1/chat/completions", bytes: bytes)
        #expect(reply.status == 400)
    }

    @Test(arguments: [64, 100_000])
    func `that is nested too deeply is refused`(depth: Int) async throws {
        let body = #"{"a":"# + String(repeating: "[", count: depth)
        #expect(try await APIClient().post("/v1/chat/completions", body).status == 400)
    }

    @Test func `has its limit in bytes`() async throws {
        var limits = RequestLimits()
        limits.bodyBytes = 100
        let client = try APIClient(limits: limits)
        let start = #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"a","user":""#
        func body(_ count: Int) -> String {
            start + String(repeating: "x", count: count - start.utf8.count - 2) + "\"}"
        }
        #expect(try await client.post("/v1/embeddings", body(100)).status == 200)
        let over = try await client.post("/v1/embeddings", body(101))
        #expect(over.status == 413)
        #expect(over.code == "body_too_large")
        #expect(over.headers[.connection] == "close")
    }

    @Test func `in chunks is read no further than its limit`() async throws {
        var limits = RequestLimits()
        limits.bodyBytes = 1000
        let parts = PartsRead()
        let headers: HTTPFields = [
            .authorization: "Bearer key-payer", .contentType: "application/json",
            .transferEncoding: "chunked",
        ]
        let reply = try await APIClient(limits: limits).send(
            .post, "/v1/embeddings", headers, body: RequestBody(asyncSequence: parts.stream(50)))
        #expect(reply.status == 413)
        #expect(reply.headers[.connection] == "close")
        #expect(await parts.count <= 12)
    }

    @Test func `that nobody reads to its end closes the connection`() async throws {
        let client = try APIClient()
        let chunked: HTTPFields = [.transferEncoding: "chunked"]
        for path in ["/healthz", "/nothing", "/v1/models"] {
            let reply = try await client.get(path, chunked)
            #expect(reply.headers[.connection] == "close")
            #expect(try await client.get(path).headers[.connection] == nil)
        }
        let refused = try await client.send(.post, "/v1/embeddings", chunked)
        #expect(refused.status == 401)
        #expect(refused.headers[.connection] == "close")
    }

    @Test func `that is shorter than it says is refused`() async throws {
        let headers: HTTPFields = [
            .authorization: "Bearer key-payer", .contentType: "application/json",
            .contentLength: "100",
        ]
        let body = #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"a"}"#
        let reply = try await APIClient().send(
            .post, "/v1/embeddings", headers,
            body: RequestBody(buffer: ByteBuffer(string: body)))
        #expect(reply.status == 400)
        #expect(reply.code == "malformed_body")
    }

    @Test func `whose body breaks off is refused`() async throws {
        let headers: HTTPFields = [
            .authorization: "Bearer key-payer", .contentType: "application/json",
        ]
        let broken = AsyncThrowingStream<ByteBuffer, any Error> { throw ChannelError.inputClosed }
        let reply = try await APIClient().send(
            .post, "/v1/embeddings", headers, body: RequestBody(asyncSequence: broken))
        #expect(reply.status == 400)
        #expect(reply.code == "malformed_body")
    }
}

/// Counts the parts of a body that somebody asked for.
actor PartsRead {
    private(set) var count = 0

    private func next(of all: Int) -> ByteBuffer? {
        count += 1
        return count <= all ? ByteBuffer(repeating: 0x20, count: 100) : nil
    }

    /// Parts of 100 bytes each, made when they are asked for.
    nonisolated func stream(_ count: Int) -> AsyncStream<ByteBuffer> {
        AsyncStream { await self.next(of: count) }
    }
}
