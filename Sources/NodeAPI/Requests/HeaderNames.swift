package import HTTPTypes

/// Headers that HTTPTypes has no names for.
extension HTTPField.Name {
    /// The index of the answer's entry.
    package static let receipt = known("OpenLedger-Receipt")
    /// The most that the caller would pay, in nano-OPEN.
    package static let maximumFee = known("OpenLedger-Max-Fee")
    /// Makes a repeated request the same request.
    package static let idempotencyKey = known("Idempotency-Key")
    /// Names a request in answer and log.
    package static let requestID = known("x-request-id")
    /// Tells OpenAI's clients whether to repeat a request.
    package static let shouldRetry = known("x-should-retry")
    /// Tells a proxy not to collect a stream.
    package static let accelBuffering = known("X-Accel-Buffering")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) is a token of RFC 9110.")
        }
        return name
    }
}
