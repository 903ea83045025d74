internal import HTTPTypes
internal import Hummingbird

/// Which pages of other sites may read what the routes for programs answer.
///
/// This is CORS of the Fetch standard. By itself a node names none, and browsers keep its answers
/// from all of them.
///
/// A page that may still needs an API key for what needs one: the node knows no cookies, so no
/// page ever acts in the name of its visitor. The site's own pages are never opened to others.
package struct CrossOrigin: Equatable, Sendable {
    /// For how many seconds a browser may keep what a preflight told it.
    static let maxAgeSeconds = 600

    /// What an origin must look like, for those who wrote another.
    package static let form =
        "origins as browsers write them, as https://app.example or http://localhost:3000, or *"

    /// `https://host` or `http://host:port`, in lower case.
    private let origins: Set<String>
    private let takesAll: Bool

    /// No other site.
    package static let none = CrossOrigin()

    private init() {
        origins = []
        takesAll = false
    }

    /// Some sites, or with `*` all of them.
    ///
    /// - Returns: nil where one of them is not written as browsers write origins.
    package init?(_ origins: [String]) {
        takesAll = origins.contains("*")
        self.origins = Set(origins).subtracting(["*"])
        guard self.origins.allSatisfy(Self.isOrigin) else { return nil }
    }

    /// Whether a text is an origin as browsers write it: a scheme, a host, and a port that is not
    /// the scheme's own.
    private static func isOrigin(_ text: String) -> Bool {
        for (scheme, ownPort) in [("http://", ":80"), ("https://", ":443")]
        where text.hasPrefix(scheme) {
            let authority = text.utf8.dropFirst(scheme.utf8.count)
            return !authority.isEmpty && !text.hasSuffix(ownPort)
                && authority.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                        UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["),
                        UInt8(ascii: "]"):
                        true
                    default: false
                    }
                }
        }
        return false
    }

    private var isOff: Bool { origins.isEmpty && !takesAll }

    /// What `Access-Control-Allow-Origin` says to a request; nil where nothing is allowed.
    private func allowed(_ request: Request) -> String? {
        if takesAll { return "*" }
        return request.headers[.origin].flatMap { origins.contains($0) ? $0 : nil }
    }
}

// MARK: - Responses

extension CrossOrigin {
    /// What pages of other sites may read of a response.
    private static let exposed =
        "OpenLedger-Receipt, x-request-id, x-should-retry, Retry-After, Location, Link, "
        + "WWW-Authenticate"

    /// What pages of other sites may send; OpenAI's client adds names of its own.
    private static let taken: Set = [
        "authorization", "content-type", "idempotency-key", "openledger-max-fee", "x-request-id",
        "openai-organization", "openai-project", "openai-beta",
    ]
    private static let takenPrefix = "x-stainless-"

    /// The answer to a browser that asks what it may send; nil for any other request.
    func preflight(of request: Request, for endpoint: RouteTable.Endpoint) -> Response? {
        guard !isOff, endpoint.form != .page, request.method == .options,
            request.headers[.origin] != nil,
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        var headers: HTTPFields = [
            .vary: "Access-Control-Request-Method, Access-Control-Request-Headers"
        ]
        if allowed(request) != nil {
            headers[.accessControlAllowMethods] = endpoint.allow
            headers[.accessControlAllowHeaders] = Self.taken(of: request)
            headers[.accessControlMaxAge] = String(Self.maxAgeSeconds)
        }
        return Response(status: .noContent, headers: headers)
    }

    /// A response of a route for programs, as another site's page may or may not read it.
    func marked(_ response: Response, for request: Request) -> Response {
        guard !isOff else { return response }
        var response = response
        if !takesAll {
            response.headers[.vary] = [response.headers[.vary], "Origin"].compactMap { $0 }
                .joined(separator: ", ")
        }
        guard let origin = allowed(request) else { return response }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.exposed
        return response
    }

    private static func taken(of request: Request) -> String {
        (request.headers[.accessControlRequestHeaders] ?? "").lowercased().split(separator: ",")
            .map { $0.filter { $0 != " " && $0 != "\t" } }
            .filter { taken.contains($0) || $0.hasPrefix(takenPrefix) }
            .joined(separator: ", ")
    }
}
