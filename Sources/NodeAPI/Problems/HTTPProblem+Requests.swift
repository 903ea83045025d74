internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// What can be wrong with a request before any service sees it.
extension HTTPProblem {
    static func invalid(_ parameter: String?, _ message: String) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "invalid_value", message: message, parameter: parameter)
    }

    static func malformed(_ error: JSONError) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "malformed_json", message: error.description)
    }

    static let invalidKey = HTTPProblem(
        status: .unauthorized, code: "invalid_api_key",
        message: "Send a key of this node: Authorization: Bearer KEY.",
        headers: [.wwwAuthenticate: "Bearer"])

    static let operatorOnly = HTTPProblem(
        status: .forbidden, code: "operator_only",
        message: "Only the key of the log's operator may do this.")

    static let bodyUnreadable = HTTPProblem(
        status: .badRequest, code: "malformed_body",
        message: "The body ended early or is malformed.")

    static let bodySlow = HTTPProblem(
        status: .requestTimeout, code: "body_too_slow",
        message: "The body did not arrive in time; send it again.")

    static let mediaType = HTTPProblem(
        status: .unsupportedMediaType, code: "unsupported_media_type",
        message: "Send the body as Content-Type: application/json, in UTF-8 and not compressed.",
        headers: [.accept: "application/json"])

    static func bodyTooLarge(limit: Int) -> HTTPProblem {
        HTTPProblem(
            status: .contentTooLarge, code: "body_too_large",
            message: "The body is over the limit of \(limit) bytes.")
    }

    static func unknownPath(_ path: String) -> HTTPProblem {
        HTTPProblem(
            status: .notFound, code: "unknown_path",
            message: "There is nothing at \(path); /openapi.json lists what there is.")
    }

    static func wrongMethod(_ method: HTTPRequest.Method, allow: String) -> HTTPProblem {
        HTTPProblem(
            status: .methodNotAllowed, code: "method_not_allowed",
            message: "\(method.rawValue) is not among this path's methods: \(allow).",
            headers: [.allow: allow])
    }
}
