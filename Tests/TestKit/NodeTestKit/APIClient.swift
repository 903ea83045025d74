package import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
package import NodeAPI
import Synchronization
package import Wire

/// Calls a node's routes without a connection.
package struct APIClient {
    package let node: SampleNode
    package var logger = Logger(label: "api-tests") { _ in SwiftLogNoOpLogHandler() }
    private let responder: NodeResponder

    /// A client of a node.
    package init(
        of node: SampleNode, limits: RequestLimits = RequestLimits(), site: (any Site)? = nil,
        crossOrigin: CrossOrigin = .none
    ) {
        self.node = node
        responder = NodeResponder(
            services: node.services, limits: limits, site: site, crossOrigin: crossOrigin)
    }

    /// A client of a fresh node.
    package init(limits: RequestLimits = RequestLimits(), site: (any Site)? = nil) throws {
        self.init(of: try SampleNode(), limits: limits, site: site)
    }

    /// What came back.
    package struct Reply: Sendable {
        package let status: Int
        package let headers: HTTPFields
        package let bytes: [UInt8]

        /// A header by its name.
        package func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { headers[$0] }
        }

        package var text: String { String(decoding: bytes, as: UTF8.self) }
        package var json: JSONValue? { try? JSONValue(parsing: bytes, limit: bytes.count) }
        package var type: String { headers[.contentType] ?? "" }
        /// The error's code, in either form.
        package var code: String? { (json?["error"]?["code"] ?? json?["code"])?.stringValue }
        /// The parameter at fault, in either form.
        package var parameter: String? {
            (json?["error"]?["param"] ?? json?["parameter"])?.stringValue
        }
    }

    /// Sends a request, without a body unless one is given.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        body: RequestBody? = nil
    ) async throws -> Reply {
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "node", path: path,
                headerFields: headers), body: body ?? RequestBody(buffer: ByteBuffer()))
        let response = try await responder.respond(
            to: request, context: NodeContext(logger: logger))
        let collector = Collector()
        try await response.body.write(collector)
        return Reply(
            status: response.status.code, headers: response.headers, bytes: collector.bytes)
    }

    package func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, headers)
    }

    /// Posts JSON with the payer's key.
    package func post(
        _ path: String, _ text: String, _ headers: HTTPFields = [:], key: String? = "key-payer",
        type: String? = "application/json"
    ) async throws -> Reply {
        try await post(path, bytes: Array(text.utf8), headers, key: key, type: type)
    }

    /// Posts bytes with the payer's key.
    package func post(
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
    package func ask(
        _ question: String, _ members: String = "", _ headers: HTTPFields = [:],
        key: String? = "key-payer"
    ) async throws -> Reply {
        let content = JSONValue.string(question).text
        return try await post(
            "/v1/chat/completions",
            """
            {"model":"\(SampleNode.model)",\(members)\
            "messages":[{"role":"user","content":\(content)}]}
            """, headers, key: key)
    }
}

extension HTTPFields {
    /// A key's header.
    package static func key(_ key: String) -> HTTPFields { [.authorization: "Bearer \(key)"] }
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
