internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// Reads a request's body: JSON of a limited length, within a limited time.
enum BodyReading {
    /// The body as JSON.
    ///
    /// - Throws: ``HTTPProblem``; a body that is too long is not read to its end.
    static func json(of request: Request, limit: Int, seconds: Int) async throws -> JSONValue {
        try checkMediaType(request.headers)
        let bytes = try await bytes(of: request, limit: limit, seconds: seconds)
        do {
            return try JSONValue(parsing: bytes, limit: limit)
        } catch {
            throw HTTPProblem.malformed(error)
        }
    }

    private static func bytes(
        of request: Request, limit: Int, seconds: Int
    ) async throws -> [UInt8] {
        let length = request.headers[.contentLength].flatMap(Int.init)
        guard length ?? 0 <= limit else { throw HTTPProblem.bodyTooLarge(limit: limit) }
        let end = ContinuousClock.now + .seconds(seconds)
        var bytes: [UInt8] = []
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= limit else {
                    throw HTTPProblem.bodyTooLarge(limit: limit)
                }
                guard ContinuousClock.now < end else { throw HTTPProblem.bodySlow }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let problem as HTTPProblem {
            throw problem
        } catch {
            throw HTTPProblem.bodyUnreadable
        }
        // Nobody pays for half of what was said.
        guard length ?? bytes.count == bytes.count else { throw HTTPProblem.bodyUnreadable }
        return bytes
    }

    private static func checkMediaType(_ headers: HTTPFields) throws(HTTPProblem) {
        let parts = (headers[.contentType] ?? "").lowercased().split(separator: ";")
            .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
        guard parts.first == "application/json", charset ?? "charset=utf-8" == "charset=utf-8",
            headers[.contentEncoding] ?? "identity" == "identity"
        else { throw .mediaType }
    }
}
