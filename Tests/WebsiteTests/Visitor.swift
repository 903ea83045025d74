import HTTPTypes
import Hummingbird
import NIOCore
import NodeAPI
import NodeTestKit
import Synchronization
import Website
import Wire

/// Reads a node's pages without a connection.
struct Visitor {
    typealias Reply = APIClient.Reply

    private let client: APIClient

    var node: SampleNode { client.node }

    /// A visitor of a fresh node.
    init(
        hasVisitor: Bool = true, limits: RequestLimits = RequestLimits(), layout: UInt8 = 1,
        isDemonstration: Bool = true
    ) throws {
        let node = try SampleNode(
            hasVisitor: hasVisitor, layout: layout, isDemonstration: isDemonstration)
        client = APIClient(of: node, limits: limits, site: try Pages(services: node.services))
    }

    /// A visitor of a node whose services refuse questions.
    init(refusing refusal: ServiceRefusal) throws {
        self = try Visitor()
        node.state.withLock { $0.answerRefusal = refusal }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        body: RequestBody? = nil
    ) async throws -> Reply {
        try await client.send(method, path, headers, body: body)
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await client.get(path, headers)
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
        try await send(form: "/ask", fields, headers, type: type)
    }

    /// Sends a form.
    func send(
        form path: String, _ fields: KeyValuePairs<String, String>, _ headers: HTTPFields = [:],
        type: String? = "application/x-www-form-urlencoded"
    ) async throws -> Reply {
        let text = fields.map {
            PercentEncoding.encode($0.key) + "=" + PercentEncoding.encode($0.value)
        }
        .joined(separator: "&")
        var headers = headers
        headers[.contentType] = type
        return try await send(
            .post, path, headers, body: RequestBody(buffer: ByteBuffer(string: text)))
    }

    /// Asks, and gives the index of the answer.
    func answer(
        _ question: String = "Play chess", shares: [PublishedLog.Share] = PublishedLog.ordinary
    ) async throws -> UInt64 {
        node.state.withLock { $0.shares = shares }
        let reply = try await ask(["model": SampleNode.model, "question": question])
        guard reply.status == 303, let path = reply.headers[.location],
            let index = UInt64(path.dropFirst(3))
        else { throw WireError.invalid("The question was not answered: \(reply.text)") }
        return index
    }
}
