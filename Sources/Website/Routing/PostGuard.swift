internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads forms, and only those that our own pages sent.
enum PostGuard {
    /// Bytes of a form: a question of the longest size, percent-encoded, and the rest.
    static let formLimit = 64 * 1024
    /// How long a form may take to arrive.
    static let deadline = Duration.seconds(30)

    /// Whether a post came from this site.
    ///
    /// `Sec-Fetch-Site` says it; browsers without it send `Origin`. Programs send neither and carry
    /// nobody's cookies, since there are none here.
    package static func isOwn(_ headers: HTTPFields, authority: String?) -> Bool {
        if let site = header("Sec-Fetch-Site", headers) {
            return site == "same-origin" || site == "none"
        }
        guard let origin = headers[.origin] else { return true }
        guard let authority else { return false }
        return origin == "https://" + authority || origin == "http://" + authority
    }

    /// The fields of a form.
    ///
    /// - Throws: ``PageProblem`` for a post from elsewhere, and for what is no form.
    static func form(of request: Request) async throws -> URLFields {
        guard isOwn(request.headers, authority: request.head.authority) else {
            throw PageProblem.foreignPost
        }
        let type = (request.headers[.contentType] ?? "").lowercased()
        guard type.split(separator: ";").first == "application/x-www-form-urlencoded" else {
            throw PageProblem(
                status: .unsupportedMediaType, title: "This is not a form",
                sentence: "The page takes a form; programs use the API. Nothing was charged.")
        }
        let end = ContinuousClock.now + deadline
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard ContinuousClock.now < end else {
                throw PageProblem(
                    status: .requestTimeout, title: "The form took too long to arrive",
                    sentence: "Nothing was sent to the model, and nothing was charged.")
            }
            guard bytes.count + part.readableBytes <= formLimit else {
                throw PageProblem(
                    status: .contentTooLarge, title: "This question is too long",
                    sentence: "Nothing was sent to the model, and nothing was charged.")
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        guard let fields = URLFields(bytes) else {
            throw PageProblem(
                status: .badRequest, title: "The form could not be read",
                sentence: "It is not percent-encoded UTF-8. Nothing was charged.")
        }
        return fields
    }

    private static func header(_ name: String, _ headers: HTTPFields) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
