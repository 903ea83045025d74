internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// A page with the headers that every page has.
    static func html(
        _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var fields = headers
        fields[.contentType] = "text/html; charset=utf-8"
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-cache" }
        return .guarded(
            status: status, headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A file to keep or to read by a program.
    static func file(
        _ bytes: [UInt8], type: String, headers: HTTPFields = [:]
    ) -> Response {
        var fields = headers
        fields[.contentType] = type
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-cache" }
        return .guarded(
            status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Sends the reader on; 303 after a form, so that reloading asks nothing again.
    static func seeOther(_ location: String) -> Response {
        .guarded(
            status: .seeOther, headers: [.location: location, .cacheControl: "no-store"],
            body: ResponseBody())
    }

    /// A response with the headers that keep a page to itself: its own origin, no frames, no
    /// inline code, no guessing of types.
    static func guarded(
        status: HTTPResponse.Status, headers: HTTPFields, body: ResponseBody
    ) -> Response {
        var fields = headers
        for field in guards { fields[field.name] = field.value }
        return Response(status: status, headers: fields, body: body)
    }

    /// `same-origin` as referrer policy lets browsers name the origin of our own form's posts.
    private static let guards: HTTPFields = {
        var fields = HTTPFields()
        let values = [
            (
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'"
            ),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ]
        for (name, value) in values {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value
        }
        return fields
    }()
}
