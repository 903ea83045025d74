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
    let responder: NodeResponder
    var logger = Logger(label: "website-tests") { _ in SwiftLogNoOpLogHandler() }

    /// A visitor of a fresh node.
    init(
        hasVisitor: Bool = true, limits: RequestLimits = RequestLimits(), layout: UInt8 = 1
    ) throws {
        node = try PageNode(hasVisitor: hasVisitor, layout: layout)
        responder = NodeResponder(
            services: node.services, limits: limits, site: try Pages(services: node.services))
    }

    /// What came back.
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        /// A header by its name.
        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

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

    /// A visitor of a node whose services refuse questions.
    init(refusing refusal: ServiceRefusal) throws {
        self = try Visitor()
        node.state.withLock { $0.answerRefusal = refusal }
    }

    /// Everything that a page loads: style, script, icon, and the fonts that the style names.
    func assets(of page: Reply) async throws -> [Reply] {
        var paths = Set(page.text.matches(of: #/\/assets\/[\w.]+/#).map { String($0.output) })
        for path in paths where path.hasSuffix(".css") {
            let css = try await get(path).text
            paths.formUnion(
                css.matches(of: #/url\(([\w.]+)\)/#).map { "/assets/\($0.output.1)" })
        }
        var replies: [Reply] = []
        for path in paths.sorted() { replies.append(try await get(path)) }
        return replies
    }

    /// Sends the form of a question.
    func ask(
        _ fields: KeyValuePairs<String, String>, _ headers: HTTPFields = [:],
        type: String? = "application/x-www-form-urlencoded"
    ) async throws -> Reply {
        let text = fields.map {
            PercentEncoding.encode($0.key) + "=" + PercentEncoding.encode($0.value)
        }
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
