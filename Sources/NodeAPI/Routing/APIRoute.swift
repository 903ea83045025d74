internal import HTTPTypes
internal import Hummingbird

/// One method on one path: who may call it, what it takes, what it says and what it does.
struct APIRoute: Sendable {
    /// Whose key a route asks for.
    enum Access: Sendable {
        case open, key, operatorKey
    }

    /// What a route takes as a body.
    enum Body: Sendable {
        case none
        /// JSON of at most ``APILimits/bodyBytes``.
        case json
        /// JSON of at most ``APILimits/contributionBytes``.
        case rows
    }

    let method: HTTPRequest.Method
    let path: RoutePath
    let access: Access
    let body: Body
    /// Whether it counts towards ``APILimits/concurrentRequests``.
    let isCounted: Bool
    let operation: Operation
    let answer: @Sendable (APICall) async throws -> Response

    /// A route that only reads.
    static func get(
        _ path: String, _ operation: Operation, access: Access = .open, isCounted: Bool = true,
        answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> APIRoute {
        APIRoute(
            method: .get, path: RoutePath(path), access: access, body: .none,
            isCounted: isCounted, operation: operation, answer: answer)
    }

    /// A route that does something.
    static func post(
        _ path: String, _ operation: Operation, access: Access = .key, body: Body = .json,
        answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> APIRoute {
        APIRoute(
            method: .post, path: RoutePath(path), access: access, body: body, isCounted: true,
            operation: operation, answer: answer)
    }
}
