internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import Synchronization

/// Compresses what is read with GET, is text, and may be kept.
///
/// What a request does gets its answer as it is: an answer's words and keys would show through the
/// length of compressed bytes beside words of an attacker (BREACH), a stream must leave piece by
/// piece, and a vector's digits hardly shrink. `no-store` marks such responses among the reads.
enum ResponseCompression {
    /// Shorter bodies fit into one packet as they are; longer ones would take many milliseconds.
    static let bytes = 1_024...1 << 20

    private static let types: Set = [
        "text/html", "text/css", "text/javascript", "text/csv", "text/plain", "application/json",
        "image/svg+xml",
    ]

    /// The response, compressed if its kind and the client's `Accept-Encoding` allow it.
    static func compressed(_ response: Response, for request: Request) async -> Response {
        guard isCompressible(response, request) else { return response }
        var response = response
        response.headers[.vary] =
            response.headers[.vary].map { $0 + ", Accept-Encoding" } ?? "Accept-Encoding"
        // The library would give deflate the same rank as gzip, which more readers know; it knows
        // codings in lower case alone, and reads a space before the rank as a refusal.
        let accepted = request.headers[values: .acceptEncoding].flatMap { $0.split(separator: ",") }
            .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            .filter { !$0.hasPrefix("deflate") }
        guard !accepted.isEmpty, let body = await BodyCollector.bytes(of: response.body) else {
            return response
        }
        response.body = ResponseBody(byteBuffer: body)
        guard let (encoding, packed) = try? pack(body, accepted: accepted) else { return response }
        response.body = ResponseBody(byteBuffer: packed)
        response.headers[.contentEncoding] = encoding
        response.headers[.contentLength] = String(packed.readableBytes)
        // A strong tag promises the same bytes.
        response.headers[.eTag] = response.headers[.eTag].map {
            $0.hasPrefix("W/") ? $0 : "W/" + $0
        }
        return response
    }

    private static func isCompressible(_ response: Response, _ request: Request) -> Bool {
        let type = response.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        return [.get, .head].contains(request.method) && response.status == .ok
            && types.contains(String(type)) && bytes.contains(response.body.contentLength ?? 0)
            && response.headers[.contentEncoding] == nil
            && response.headers[.cacheControl]?.contains("no-store") != true
    }

    /// The bytes in the encoding that the client prefers; nil where it knows none of ours.
    ///
    /// The library's handler is made for a connection's pipeline. There it would compress for every
    /// method and fail on a response without a request, which a malformed request gets; here it
    /// sits on a channel without a socket and sees one request and one response.
    private static func pack(
        _ body: ByteBuffer, accepted: [String]
    ) throws -> (encoding: String, bytes: ByteBuffer)? {
        let channel = EmbeddedChannel(handler: HTTPResponseCompressor())
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        let fields = HTTPHeaders(accepted.map { ("accept-encoding", $0) })
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: fields)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        let answer = HTTPResponseHead(version: .http1_1, status: .ok)
        channel.write(HTTPServerResponsePart.head(answer), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
        channel.write(HTTPServerResponsePart.end(nil), promise: nil)
        channel.flush()
        var encoding: String?
        var packed = ByteBuffer()
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            switch part {
            case .head(let head): encoding = head.headers.first(name: "content-encoding")
            case .body(.byteBuffer(var part)): packed.writeBuffer(&part)
            case .body, .end: break
            }
        }
        return encoding.map { ($0, packed) }
    }
}

/// Keeps what a response's body writes.
private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let collected = Mutex(ByteBuffer())

    /// All of a body; nil when it cannot be written.
    static func bytes(of body: ResponseBody) async -> ByteBuffer? {
        let collector = BodyCollector()
        do { try await body.write(collector) } catch { return nil }
        return collector.collected.withLock { $0 }
    }

    func write(_ buffer: ByteBuffer) async throws {
        collected.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
