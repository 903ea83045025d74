internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Stands around every request: gives it an id, counts it and logs it.
///
/// The log's line has no query, no key and nothing of a body.
struct RequestObserver: Sendable {
    let metrics: NodeMetrics
    let limits: RequestLimits

    /// The response of an operation, with the request's id.
    func observe(
        _ request: Request, in context: NodeContext,
        _ respond: (NodeContext) async -> Response
    ) async -> Response {
        let start = ContinuousClock.now
        let id = RequestName.of(request, in: context)
        var context = context
        context.logger[metadataKey: "request-id"] = .string(id)
        metrics.began()
        var response = await respond(context)
        response.headers[.requestID] = id
        if leavesBody(of: request, response) {
            response.headers[.connection] = "close"
        }
        let duration = ContinuousClock.now - start
        let route = context.endpointPath
        metrics.ended(request.method, route: route, status: response.status, in: duration)
        context.logger.info(
            "request",
            metadata: [
                "method": .string(request.method.rawValue), "route": .string(route ?? "unmatched"),
                "status": .stringConvertible(response.status.code),
                "microseconds": .stringConvertible(duration.wholeNanoseconds / 1000),
            ])
        return response
    }

    /// Whether much of the request's body may be left that nobody wants; the connection does not
    /// read it.
    private func leavesBody(of request: Request, _ response: Response) -> Bool {
        let length = request.headers[.contentLength].flatMap(Int.init) ?? 0
        guard request.headers[.transferEncoding] != nil || length > limits.bodyBytes else {
            return false
        }
        return response.status.code >= 400 || request.method == .get || request.method == .head
    }
}

/// The id that names a request in its response and in the log.
enum RequestName {
    private static let lengths = 1...64

    /// The client's own if it is a short token of letters, digits and `-._`, otherwise a new one.
    static func of(_ request: Request, in context: NodeContext) -> String {
        if let own = request.headers[.requestID], isSafe(own) { return own }
        if case .stringConvertible(let id) = context.logger[metadataKey: "hb.request.id"] {
            return id.description
        }
        return RequestID().description
    }

    private static func isSafe(_ text: String) -> Bool {
        lengths.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
