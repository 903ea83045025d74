internal import HTTPTypes
package import Hummingbird
internal import Wire

/// One method on one path: who may call it, what it takes, how it answers and how it refuses.
package struct Route: Sendable {
    /// Whose key a route asks for.
    enum Access: Sendable {
        case open
        /// A key changes what is shown, and nobody needs one.
        case optionalKey
        case key, operatorKey

        /// Whether nothing is told without a key.
        var needsKey: Bool {
            switch self {
            case .open, .optionalKey: false
            case .key, .operatorKey: true
            }
        }
    }

    /// What a route takes as a body.
    enum Body: Sendable {
        case none
        /// JSON of at most ``RequestLimits/bodyBytes``.
        case json
        /// JSON of at most ``RequestLimits/contributionBytes``.
        case rows
        /// Fields of a form of this site, at most ``RequestLimits/formBytes``.
        case form
    }

    package typealias Answer = @Sendable (Call) async throws -> Response
    /// Answers a call that was refused; it may throw the problem on.
    package typealias Refusal = @Sendable (Call, HTTPProblem) async throws -> Response

    let method: HTTPRequest.Method
    let path: RoutePath
    let access: Access
    let body: Body
    /// Whether it counts towards ``RequestLimits/concurrentRequests``.
    let isCounted: Bool
    /// How refusals are written.
    let form: HTTPProblem.Form
    /// What the OpenAPI document says; nil for pages.
    let operation: Operation?
    let answer: Answer
    /// How this route itself shows refusals; nil where the general form serves.
    let refusal: Refusal?
    /// Whether it is answered on the connections' own threads, before all work: it must be brief.
    var isImmediate = false
    /// Whether a question is paid there: all else gives way to it.
    var isPaid = false
    /// Whether it is finished when its client has gone: what changes something is not left half
    /// done, and what only computes is.
    var outlivesClient = false

    /// Whether it goes before what nobody pays for: the operator's acts do, too.
    var isFirst: Bool { isPaid || access == .operatorKey }
}

// MARK: - Routes for programs

extension Route {
    /// A route that only reads.
    static func get(
        _ path: String, _ operation: Operation, access: Access = .open, isCounted: Bool = true,
        isImmediate: Bool = false, answer: @escaping Answer
    ) -> Route {
        Route(
            method: .get, path: RoutePath(path), access: access, body: .none,
            isCounted: isCounted, form: HTTPProblem.Form(path: path), operation: operation,
            answer: answer, refusal: nil, isImmediate: isImmediate)
    }

    /// A route that takes something away.
    static func delete(
        _ path: String, _ operation: Operation, answer: @escaping Answer
    ) -> Route {
        Route(
            method: .delete, path: RoutePath(path), access: .key, body: .none, isCounted: true,
            form: HTTPProblem.Form(path: path), operation: operation, answer: answer, refusal: nil)
    }

    /// A route that does something.
    static func post(
        _ path: String, _ operation: Operation, access: Access = .key, body: Body = .json,
        isPaid: Bool = false, outlivesClient: Bool = true, answer: @escaping Answer
    ) -> Route {
        Route(
            method: .post, path: RoutePath(path), access: access, body: body, isCounted: true,
            form: HTTPProblem.Form(path: path), operation: operation, answer: answer,
            refusal: nil, isPaid: isPaid, outlivesClient: outlivesClient)
    }
}

// MARK: - Routes for people

extension Route {
    /// A page, or a file that belongs to pages.
    ///
    /// - Parameters:
    ///   - path: its address.
    ///   - isCounted: whether it counts towards ``RequestLimits/concurrentRequests``.
    ///   - showsWords: whether it shows more to a reader with the right key.
    ///   - answer: makes it.
    /// - Returns: the route.
    package static func page(
        _ path: String, isCounted: Bool = true, showsWords: Bool = false,
        answer: @escaping Answer
    ) -> Route {
        Route(
            method: .get, path: RoutePath(path), access: showsWords ? .optionalKey : .open,
            body: .none, isCounted: isCounted, form: .page, operation: nil, answer: answer,
            refusal: nil)
    }

    /// Where a form of the site is sent.
    package static func form(
        _ path: String, isPaid: Bool = false, answer: @escaping Answer,
        refusal: @escaping Refusal
    ) -> Route {
        Route(
            method: .post, path: RoutePath(path), access: .open, body: .form, isCounted: true,
            form: .page, operation: nil, answer: answer, refusal: refusal, isPaid: isPaid)
    }
}

// MARK: - Calls

/// One request, found and checked, on its way to a route.
package struct Call: Sendable {
    package let services: NodeServices
    package let limits: RequestLimits
    let metrics: NodeMetrics
    package let request: Request
    /// What the path's captures hold, decoded.
    let captures: [String: String]
    package let query: URLFields
    /// Whom the API key stands for, where the route asks for one or takes one.
    let identified: Caller?
    /// The body of a route that takes JSON; null for others.
    let body: JSONValue
    /// The fields of a route that takes a form; none for others.
    package let form: URLFields

    /// Who calls; only routes that ask for a key have one.
    var caller: Caller {
        get throws(HTTPProblem) {
            guard let identified else { throw .invalidKey }
            return identified
        }
    }

    /// Who reads an answer: by key and link, as the request has them.
    package var reader: AnswerReader {
        AnswerReader(
            caller: identified, secret: query.text("link").flatMap(LinkSecret.init(text:)))
    }

    /// A capture of the path.
    package func capture(_ name: String) -> String { captures[name] ?? "" }

    /// A capture of the path that is an index of the log or a number of a job.
    package func index(_ name: String) throws(HTTPProblem) -> UInt64 {
        guard let index = DecimalText.parse(capture(name)) else {
            throw .invalid(name, "\(name) must be a number in decimal.")
        }
        return index
    }
}
