package import HTTPTypes
internal import Money
internal import Wire

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
    /// Whose page a browser sent the request from.
    package static let fetchSite = known("Sec-Fetch-Site")
    /// Tells search engines what to leave out.
    package static let robots = known("X-Robots-Tag")
    /// Where a list goes on, among others.
    package static let link = known("Link")

    static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) is a token of RFC 9110.")
        }
        return name
    }
}

/// What callers say in headers.
extension HTTPFields {
    /// The most bytes that an API key or an idempotency key may have.
    static let tokenLimit = 255

    /// The key behind `Authorization: Bearer`; nil where there is none.
    var bearerKey: String? {
        let parts = (self[.authorization] ?? "").split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer", Self.isToken(parts[1]) else {
            return nil
        }
        return String(parts[1])
    }

    /// Whether the caller means to send a key, right or wrong.
    var claimsKey: Bool {
        (self[.authorization] ?? "").split(separator: " ").first?.lowercased() == "bearer"
    }

    /// The idempotency key; nil where there is none.
    ///
    /// - Throws: ``HTTPProblem`` for one that is not 1 to 255 visible ASCII characters.
    func idempotencyKey() throws(HTTPProblem) -> String? {
        guard let key = self[.idempotencyKey] else { return nil }
        guard Self.isToken(key[...]) else {
            throw .invalid(
                HTTPField.Name.idempotencyKey.rawName,
                "An idempotency key is 1 to \(Self.tokenLimit) visible ASCII characters.")
        }
        return key
    }

    /// The most that the caller would pay; nil where it does not say.
    func maximumFee() throws(HTTPProblem) -> Amount? {
        guard let text = self[.maximumFee] else { return nil }
        guard let amount = DecimalText.parse(text) else {
            throw .invalid(
                HTTPField.Name.maximumFee.rawName,
                "The maximum fee is a whole number of nano-OPEN in decimal.")
        }
        return Amount(nanoOPEN: amount)
    }

    private static func isToken(_ text: Substring) -> Bool {
        (1...tokenLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
