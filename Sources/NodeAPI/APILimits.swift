/// What a node takes at most; over it, requests are refused by name.
public struct APILimits: Equatable, Sendable {
    /// Bytes of a request's body.
    public var bodyBytes = 1 << 20
    /// Bytes of the body of a contribution or a training order.
    public var contributionBytes = 16 << 20
    /// Rows of one contribution, or evaluation rows of one training order.
    public var rows = 20_000
    /// Bytes of a question in UTF-8.
    public var questionBytes = 16_384
    /// Texts of one request for embeddings.
    public var texts = 256
    /// Seconds in which a request's body must arrive.
    public var bodySeconds = 30
    /// Requests that compute at the same time, waiting ones included.
    public var concurrentRequests = 256

    /// The usual limits.
    public init() {}
}
