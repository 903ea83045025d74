import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NodeAPI
import Synchronization
import Website
import Wire

/// Reads a node's pages without a connection.
struct Visitor {
    let node: PageNode
    let responder: RouterResponder<NodeContext>
    var logger = Logger(label: "website-tests") { _ in SwiftLogNoOpLogHandler() }

    /// A visitor of a fresh node.
    init(hasVisitor: Bool = true, also add: (Router<NodeContext>) -> Void = { _ in }) throws {
        node = try PageNode(hasVisitor: hasVisitor)
        let router = Router(context: NodeContext.self)
        try WebsiteRoutes(services: node.services).add(to: router)
        add(router)
        responder = router.buildResponder()
    }

    /// What came back.
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var type: String { headers[.contentType] ?? "" }
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

    /// Sends the form of a question.
    func ask(
        _ fields: KeyValuePairs<String, String>, _ headers: HTTPFields = [:],
        type: String? = "application/x-www-form-urlencoded"
    ) async throws -> Reply {
        let text = fields.map { URLText.encoded($0.key) + "=" + URLText.encoded($0.value) }
            .joined(separator: "&")
        var headers = headers
        headers[.contentType] = type
        return try await send(
            .post, "/ask", headers, body: RequestBody(buffer: ByteBuffer(string: text)))
    }

    /// Asks, and gives the index of the answer.
    func answer(
        _ question: String = "Play chess", shares: [PageLog.Share] = PageLog.ordinary
    ) async throws -> UInt64 {
        node.state.withLock { $0.shares = shares }
        let reply = try await ask(["model": PageNode.model, "question": question])
        guard reply.status == 303, let path = reply.headers[.location],
            let index = UInt64(path.dropFirst(3))
        else { throw WireError.invalid("The question was not answered: \(reply.text)") }
        return index
    }
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
