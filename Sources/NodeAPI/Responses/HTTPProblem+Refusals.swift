internal import HTTPTypes
internal import Hummingbird
internal import Money
internal import Wire

/// What each refusal of a service means in HTTP, for programs and for people.
extension HTTPProblem {
    init(_ refusal: ServiceRefusal) {
        switch refusal {
        case .unknownModel(let name, let nearest): self = .unknownModel(name, nearest: nearest)
        case .unaffordable(let price, let balance):
            self.init(
                status: Self.paymentRequired, code: "insufficient_balance",
                heading: "The balance does not pay for this answer",
                message: "The answer costs \(price) and the account has \(balance); deposit more.")
            fields = [("price", .amount(price)), ("balance", .amount(balance))]
        case .priceAboveMaximum(let price, let maximum):
            self.init(
                status: Self.paymentRequired, code: "price_above_maximum",
                heading: "The answer costs more than you would pay",
                message: "The answer costs \(price), more than the maximum of \(maximum).")
            parameter = HTTPField.Name.maximumFee.rawName
            fields = [("price", .amount(price)), ("maximum", .amount(maximum))]
        case .idempotencyConflict:
            self.init(
                status: .conflict, code: "idempotency_conflict",
                heading: "This was sent with another question before",
                message: "The idempotency key was used with another request; take a new key.",
                headers: Self.noRetry)
            parameter = HTTPField.Name.idempotencyKey.rawName
        case .overloaded(let seconds): self = .overloaded(retryAfterSeconds: seconds)
        case .limited(let seconds, let message):
            self.init(
                status: .tooManyRequests, code: "rate_limit_exceeded",
                heading: "You have had your part",
                message: message + " Try again in about \(seconds) s.",
                headers: [.retryAfter: String(seconds)])
        case .invalid(let parameter, let message): self = .invalid(parameter, message)
        case .notFound(let message): self = .notFound(message)
        case .forbidden(let message):
            self.init(
                status: .forbidden, code: "forbidden", heading: "The node does not allow this",
                message: message)
        case .conflict(let message):
            self.init(
                status: .conflict, code: "conflict",
                heading: "This does not fit what is there already", message: message,
                headers: Self.noRetry)
        case .unavailable: self = .unavailable
        case .stopped: self = .stopped
        case .failed: self = .failed
        }
    }

    /// Whatever was thrown; what nobody expected is told as nothing but that.
    init(_ error: any Error) {
        switch error {
        case let problem as HTTPProblem: self = problem
        case let refusal as ServiceRefusal: self.init(refusal)
        case let failure as any ServiceFailure: self.init(failure.refusal)
        case is CancellationError: self = .clientGone
        case let error as any HTTPResponseError:
            self.init(
                status: error.status, code: "http_\(error.status.code)",
                heading: error.status.reasonPhrase, message: error.status.reasonPhrase + ".")
        default: self = .failed
        }
    }

    /// Whether the operator has to see to it: what happened is logged, and told to nobody else.
    var isForOperator: Bool {
        [Self.failed.code, Self.stopped.code, Self.unavailable.code].contains(code)
    }

    static let unavailable = HTTPProblem(
        status: .serviceUnavailable, code: "unavailable",
        heading: "This node cannot write at present",
        message: "The node cannot keep what it is given at present; nothing was charged. Try again "
            + "in about 30 s.", headers: [.retryAfter: "30"])

    static let stopped = HTTPProblem(
        status: .serviceUnavailable, code: "stopped",
        heading: "This node has stopped taking requests",
        message: "The node cannot go on until its operator starts it again. If you asked a "
            + "question, the log of entries shows whether it was answered and charged.",
        headers: noRetry)

    static let failed = HTTPProblem(
        status: .internalServerError, code: "internal_error", heading: "The node failed",
        message: "The node failed; the request id names the line in its log. If you asked a "
            + "question, the log of entries shows whether it was answered and charged.")

    private static let paymentRequired = HTTPResponse.Status(
        code: 402, reasonPhrase: "Payment Required")

    /// OpenAI's clients repeat a request after 409 and 503 unless told that it is no use.
    private static let noRetry: HTTPFields = [.shouldRetry: "false"]

    package static func notFound(_ message: String) -> HTTPProblem {
        HTTPProblem(status: .notFound, code: "not_found", heading: "Not found", message: message)
    }

    static func unknownModel(_ name: String, nearest: [String]) -> HTTPProblem {
        var problem = HTTPProblem(
            status: .notFound, code: "model_not_found", heading: "There is no such model",
            message: "The model '\(name)' does not exist.")
        problem.parameter = "model"
        problem.nearestModels = nearest
        return problem
    }

    /// The wait in the header is the wait in the words.
    static func overloaded(retryAfterSeconds seconds: Int) -> HTTPProblem {
        HTTPProblem(
            status: .serviceUnavailable, code: "overloaded",
            heading: "This node is full for the moment",
            message: "Too many requests wait; try again in about \(seconds) s.",
            headers: [.retryAfter: String(seconds)])
    }
}

// MARK: - What can be wrong with a request before any service sees it

extension HTTPProblem {
    package static func invalid(_ parameter: String?, _ message: String) -> HTTPProblem {
        var problem = HTTPProblem(
            status: .badRequest, code: "invalid_value", heading: "This cannot be taken",
            message: message)
        problem.parameter = parameter
        return problem
    }

    static func malformed(_ error: JSONError) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "malformed_json", heading: "This is not JSON",
            message: error.description)
    }

    static let invalidKey = HTTPProblem(
        status: .unauthorized, code: "invalid_api_key",
        heading: "This node does not know the API key",
        message: "Send a key of this node: Authorization: Bearer KEY.",
        headers: [.wwwAuthenticate: "Bearer"])

    static let operatorOnly = HTTPProblem(
        status: .forbidden, code: "operator_only", heading: "This is for the operator",
        message: "Only the key of the log's operator may do this.")

    static let bodyUnreadable = HTTPProblem(
        status: .badRequest, code: "malformed_body", heading: "The request could not be read",
        message: "The body ended early or is malformed.")

    static let bodySlow = HTTPProblem(
        status: .requestTimeout, code: "body_too_slow", heading: "The request took too long",
        message: "The body did not arrive in time; send it again.")

    static let mediaType = HTTPProblem(
        status: .unsupportedMediaType, code: "unsupported_media_type", heading: "This is not JSON",
        message: "Send the body as Content-Type: application/json, in UTF-8 and not compressed.",
        headers: [.accept: "application/json"])

    static let noForm = HTTPProblem(
        status: .unsupportedMediaType, code: "unsupported_media_type",
        heading: "This is not a form",
        message: "The page takes a form in UTF-8; programs use the API. Nothing was charged.")

    static let foreignForm = HTTPProblem(
        status: .forbidden, code: "foreign_form", heading: "This form came from another site",
        message: "A form may only be sent from this site's own pages. Nothing was charged.")

    static func bodiesFull(limit: Int, retryAfterSeconds seconds: Int) -> HTTPProblem {
        HTTPProblem(
            status: .serviceUnavailable, code: "bodies_full",
            heading: "This node takes in enough for the moment",
            message: "The bodies of other requests fill what the node takes in at a time, "
                + "\(limit) bytes in all, of which as many stay free as one account's take; try "
                + "again in about \(seconds) s.",
            headers: [.retryAfter: String(seconds)])
    }

    static func bodyTooLarge(limit: Int) -> HTTPProblem {
        HTTPProblem(
            status: .contentTooLarge, code: "body_too_large", heading: "The request is too long",
            message: "The body is over the limit of \(limit) bytes.")
    }

    static func unknownPath(_ path: String) -> HTTPProblem {
        HTTPProblem(
            status: .notFound, code: "unknown_path", heading: "There is nothing",
            message: "There is nothing at \(path); /openapi.json lists what there is.")
    }

    package static let noPage = HTTPProblem(
        status: .notFound, code: "unknown_path", heading: "There is no such page",
        message: "Nothing stands at this address. The log's search finds entries, accounts, "
            + "models and Datanets.")

    static func wrongMethod(_ method: HTTPRequest.Method, allow: String) -> HTTPProblem {
        HTTPProblem(
            status: .methodNotAllowed, code: "method_not_allowed",
            heading: "This address is not for \(method.rawValue)",
            message: "\(method.rawValue) is not among this path's methods: \(allow).",
            headers: [.allow: allow])
    }
}

// MARK: - What can be wrong with a connection or a request's head

extension HTTPProblem {
    static let tooManyConnections = HTTPProblem(
        status: .serviceUnavailable, code: "too_many_connections",
        heading: "This node is full for the moment",
        message: "Too many connections are open, and all of them are at work; try again in about "
            + "1 s.",
        headers: [.retryAfter: "1"])

    static func malformedRequest(_ message: String) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "malformed_request",
            heading: "The request could not be read", message: message)
    }

    static let unreadableRequest = malformedRequest("This is no request of HTTP/1.1.")

    static let headTooLarge = HTTPProblem(
        status: .requestHeaderFieldsTooLarge, code: "head_too_large",
        heading: "The request's head is too long",
        message: "The address and the headers are over the limit in bytes, or the headers over "
            + "that in number.")

    static let unknownTransferCoding = HTTPProblem(
        status: .notImplemented, code: "unknown_transfer_coding",
        heading: "The node does not know this coding",
        message: "The node knows no transfer coding but chunked.")

    static let unknownExpectation = HTTPProblem(
        status: .expectationFailed, code: "unknown_expectation",
        heading: "The node cannot do what is expected",
        message: "The node knows no expectation but 100-continue.")

    /// For the log and the metrics; whoever would read it has gone, or has stopped to send.
    static let clientGone = HTTPProblem(
        status: .init(code: 499, reasonPhrase: "Client Closed Request"), code: "client_gone",
        heading: "You went away before the answer",
        message: "The client closed its side of the connection before the answer was there, which "
            + "ends the work. The log of entries shows whether it was charged.")
}
