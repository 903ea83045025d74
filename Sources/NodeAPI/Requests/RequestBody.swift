internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// Reads a request's body: of a limited length, within a limited time.
struct BodyReading {
    let request: Request
    /// Where it comes from; nil for a request that did not come over a connection.
    let channel: (any Channel)?
    /// In how many seconds the whole of it must arrive, which the connection sees to.
    let seconds: Int
    /// What its bytes are counted in.
    let loan: BodyLoan
    /// Where long bodies are parsed, whoever sent them: nobody has paid for one yet.
    let longWork: any TaskExecutor
    /// Parsing more bytes than this at once would keep others waiting.
    private static let briefBytes = 4_096

    /// The body as JSON.
    ///
    /// - Throws: ``HTTPProblem``; a body that is too long is not read to its end.
    func json(limit: Int) async throws -> JSONValue {
        guard mediaType == "application/json" else { throw HTTPProblem.mediaType }
        let bytes = try await bytes(limit: limit)
        guard bytes.count > Self.briefBytes else { return try Self.parsed(bytes, limit: limit) }
        return try await withTaskExecutorPreference(longWork) {
            try await Self.parsedElsewhere(bytes, limit: limit)
        }
    }

    private static func parsed(_ bytes: [UInt8], limit: Int) throws(HTTPProblem) -> JSONValue {
        do { return try JSONValue(parsing: bytes, limit: limit) } catch {
            throw .malformed(error)
        }
    }

    /// On the executor that the task prefers.
    @concurrent
    private static func parsedElsewhere(_ bytes: [UInt8], limit: Int) async throws -> JSONValue {
        try parsed(bytes, limit: limit)
    }

    /// The body as a form of one of this site's own pages.
    ///
    /// - Throws: ``HTTPProblem``, for a form from elsewhere before any of it is read.
    func form(limit: Int) async throws -> URLFields {
        guard isFromThisSite else { throw HTTPProblem.foreignForm }
        guard mediaType == "application/x-www-form-urlencoded" else { throw HTTPProblem.noForm }
        return try URLFields(try await bytes(limit: limit), of: "form")
    }

    /// The type of a body in UTF-8 that is not compressed; nil for others.
    private var mediaType: Substring? {
        let parts = (request.headers[.contentType] ?? "").lowercased().split(separator: ";")
            .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
        guard charset ?? "charset=utf-8" == "charset=utf-8",
            request.headers[.contentEncoding] ?? "identity" == "identity"
        else { return nil }
        return parts.first.map { $0[...] }
    }

    /// Whether a post came from this site.
    ///
    /// `Sec-Fetch-Site` says it; browsers without it send `Origin`. Programs send neither and carry
    /// nobody's cookies, since there are none here.
    private var isFromThisSite: Bool {
        if let site = request.headers[.fetchSite] {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.headers[.origin] else { return true }
        guard let authority = request.head.authority else { return false }
        return origin == "https://" + authority || origin == "http://" + authority
    }

    private func bytes(limit: Int) async throws -> [UInt8] {
        let length = request.headers[.contentLength].flatMap(Int.init)
        guard length ?? 0 <= limit else { throw HTTPProblem.bodyTooLarge(limit: limit) }
        try loan.grow(to: length ?? 0)
        // Only now, with room for all of it, is the client asked for it.
        channel?.triggerUserOutboundEvent(
            ConnectionEvent.bodyWanted(seconds: seconds), promise: nil)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length ?? 0)
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= limit else {
                    throw HTTPProblem.bodyTooLarge(limit: limit)
                }
                try loan.grow(to: bytes.count + part.readableBytes)
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let problem as HTTPProblem {
            throw problem
        } catch is BodyDelay {
            throw HTTPProblem.bodySlow
        } catch {
            throw HTTPProblem.bodyUnreadable
        }
        // Nobody pays for half of what was said.
        guard length ?? bytes.count == bytes.count else { throw HTTPProblem.bodyUnreadable }
        return bytes
    }
}
