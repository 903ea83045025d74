package import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import Wire

extension Response {
    /// A response with a body of any kind.
    package static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.contentLength] = String(bytes.count)
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A response with a JSON body.
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:],
        type: String = "application/json"
    ) -> Response {
        .bytes(value.textBytes, type: type, status: status, headers: headers)
    }

    /// A page.
    package static func html(
        _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        .bytes(
            Array(text.utf8), type: "text/html; charset=utf-8", status: status, headers: headers)
    }

    /// Sends the reader on; 303 after a form, so that reloading asks nothing again.
    package static func seeOther(_ location: String) -> Response {
        Response(
            status: .seeOther, headers: [.location: location, .cacheControl: "no-store"],
            body: ResponseBody())
    }

    /// A file that its reader keeps under a name.
    package static func download(_ bytes: [UInt8], type: String, name: String) -> Response {
        .bytes(
            bytes, type: type,
            headers: [.contentDisposition: "attachment; filename=\"\(name)\""])
    }
}

// MARK: - What an answer's words say to caches

extension Response {
    /// The response with what caches may do with it: nothing, where it shows words to one reader;
    /// elsewhere they have to ask again, for another reader may see more.
    package func showing(_ words: AnswerWords?) -> Response {
        var response = self
        response.headers[.vary] = HTTPField.Name.authorization.rawName
        response.headers[.cacheControl] = "no-cache"
        guard words?.isPrivate == true else { return response }
        response.headers[.cacheControl] = "private, no-store"
        response.headers[.robots] = "noindex"
        return response
    }
}

// MARK: - What every page says to browsers

extension Response {
    /// The response with the headers that keep a page to itself: its own origin, no frames, no
    /// inline code, no guessing of types.
    var guarded: Response {
        var response = self
        for field in Self.guards { response.headers[field.name] = field.value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-cache" }
        return response
    }

    /// `same-origin` as referrer policy lets browsers name the origin of our own form's posts.
    private static let guards: [HTTPField] = [
        (
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
                + "frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ].map { HTTPField(name: .known($0.0), value: $0.1) }
}
