internal import HTTPTypes
internal import Hummingbird
internal import Money
internal import Wire

/// What each refusal of a service means in HTTP.
extension HTTPProblem {
    init(_ refusal: ServiceRefusal) {
        switch refusal {
        case .unknownModel(let name, let nearest): self = .unknownModel(name, nearest: nearest)
        case .unaffordable(let price, let balance):
            self.init(
                status: .init(code: 402, reasonPhrase: "Payment Required"),
                code: "insufficient_balance",
                message: "The answer costs \(price) and the account has \(balance); deposit more.",
                fields: [("price", .amount(price)), ("balance", .amount(balance))])
        case .priceAboveMaximum(let price, let maximum):
            self.init(
                status: .init(code: 402, reasonPhrase: "Payment Required"),
                code: "price_above_maximum",
                message: "The answer costs \(price), more than the maximum of \(maximum).",
                parameter: HTTPField.Name.maximumFee.rawName,
                fields: [("price", .amount(price)), ("maximum", .amount(maximum))])
        case .idempotencyConflict:
            self.init(
                status: .conflict, code: "idempotency_conflict",
                message: "The idempotency key was used with another request; take a new key.",
                parameter: HTTPField.Name.idempotencyKey.rawName, headers: Self.noRetry)
        case .overloaded(let seconds): self = .overloaded(retryAfterSeconds: seconds)
        case .invalid(let parameter, let message): self = .invalid(parameter, message)
        case .notFound(let message):
            self.init(status: .notFound, code: "not_found", message: message)
        case .forbidden(let message):
            self.init(status: .forbidden, code: "forbidden", message: message)
        case .conflict(let message):
            self.init(
                status: .conflict, code: "conflict", message: message, headers: Self.noRetry)
        case .stopped(let message):
            self.init(
                status: .serviceUnavailable, code: "stopped", message: message,
                headers: Self.noRetry)
        }
    }

    /// Whatever was thrown; what nobody expected is told as nothing but that.
    init(_ error: any Error) {
        switch error {
        case let problem as HTTPProblem: self = problem
        case let refusal as ServiceRefusal: self.init(refusal)
        case let error as any HTTPResponseError:
            self.init(
                status: error.status, code: "http_\(error.status.code)",
                message: error.status.reasonPhrase + ".")
        default: self = .failed
        }
    }

    static let failed = HTTPProblem(
        status: .internalServerError, code: "internal_error",
        message: "The node failed; the request id names the line in its log.")

    /// OpenAI's clients repeat a request after 409 and 503 unless told that it is no use.
    private static let noRetry: HTTPFields = [.shouldRetry: "false"]

    static func unknownModel(_ name: String, nearest: [String]) -> HTTPProblem {
        let hint = nearest.isEmpty ? "" : " Nearest: " + nearest.joined(separator: ", ") + "."
        return HTTPProblem(
            status: .notFound, code: "model_not_found",
            message: "The model '\(name)' does not exist." + hint, parameter: "model")
    }

    static func overloaded(retryAfterSeconds: Int) -> HTTPProblem {
        HTTPProblem(
            status: .serviceUnavailable, code: "overloaded",
            message: "Too many requests wait; try again in \(retryAfterSeconds) s.",
            headers: [.retryAfter: String(retryAfterSeconds)])
    }
}
