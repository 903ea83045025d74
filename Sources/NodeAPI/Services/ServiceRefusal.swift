public import Money

/// Why a node does not do what it was asked; `HTTPProblem` gives each its status and words.
public enum ServiceRefusal: Error, Equatable, Sendable {
    /// There is no such model; the nearest names there are.
    case unknownModel(name: String, nearest: [String])
    /// The account has less than the price.
    case unaffordable(price: Amount, balance: Amount)
    /// The price is over the most that the caller would pay.
    case priceAboveMaximum(price: Amount, maximum: Amount)
    /// The idempotency key was used with another request.
    case idempotencyConflict
    /// Too much waits already; try again after so many seconds.
    case overloaded(retryAfterSeconds: Int)
    /// A parameter's value cannot be used; the parameter, and a sentence.
    case invalid(parameter: String?, message: String)
    /// There is no such thing; a sentence.
    case notFound(String)
    /// The caller may not do this; a sentence.
    case forbidden(String)
    /// It is there already, with other contents; a sentence.
    case conflict(String)
    /// The node cannot go on without its operator; a sentence.
    case stopped(String)
}
