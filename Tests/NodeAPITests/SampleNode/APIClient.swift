import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NodeAPI
import Synchronization
import Wire

/// Calls a node's routes without a connection.
struct APIClient {
    let node: SmallNode
    let responder: NodeResponder
    let registry = PrometheusRegistry()
    var logger = Logger(label: "api-tests") { _ in SwiftLogNoOpLogHandler() }

    /// A client of a fresh node.
    init(limits: RequestLimits = RequestLimits(), site: (any Site)? = nil) throws {
        node = try SmallNode()
        responder = NodeResponder(
            services: node.services, limits: limits, site: site, registry: registry)
    }

    /// What came back.
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue(parsing: bytes, limit: bytes.count) }
        var type: String { headers[.contentType] ?? "" }
        /// The error's code, in either form.
        var code: String? { (json?["error"]?["code"] ?? json?["code"])?.stringValue }
        /// The parameter at fault, in either form.
        var parameter: String? {
            (json?["error"]?["param"] ?? json?["parameter"])?.stringValue
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        body: RequestBody = RequestBody(buffer: ByteBuffer())
    ) async throws -> Reply {
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "node", path: path,
                headerFields: headers), body: body)
        let response = try await responder.respond(
            to: request, context: NodeContext(logger: logger))
        let collector = Collector()
        try await response.body.write(collector)
        return Reply(
            status: response.status.code, headers: response.headers, bytes: collector.bytes)
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, headers)
    }

    /// Posts JSON with the payer's key.
    func post(
        _ path: String, _ text: String, _ headers: HTTPFields = [:], key: String? = "key-payer",
        type: String? = "application/json"
    ) async throws -> Reply {
        try await post(path, bytes: Array(text.utf8), headers, key: key, type: type)
    }

    /// Posts bytes with the payer's key.
    func post(
        _ path: String, bytes: [UInt8], _ headers: HTTPFields = [:], key: String? = "key-payer",
        type: String? = "application/json"
    ) async throws -> Reply {
        var headers = headers
        headers[.authorization] = key.map { "Bearer \($0)" }
        headers[.contentType] = type
        headers[.contentLength] = String(bytes.count)
        return try await send(
            .post, path, headers, body: RequestBody(buffer: ByteBuffer(bytes: bytes)))
    }

    /// Asks the model, with more members before the messages.
    func ask(
        _ question: String, _ members: String = "", _ headers: HTTPFields = [:],
        key: String? = "key-payer"
    ) async throws -> Reply {
        let content = JSONValue.string(question).text
        return try await post(
            "/v1/chat/completions",
            """
            {"model":"debian-sections",\(members)"messages":[{"role":"user","content":\(content)}]}
            """, headers, key: key)
    }
}

extension HTTPFields {
    /// A key's header.
    static func key(_ key: String) -> HTTPFields { [.authorization: "Bearer \(key)"] }
}

/// Keeps what a response writes.
private final class Collector: ResponseBodyWriter, Sendable {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        collected.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
