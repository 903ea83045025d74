internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `/assets`: files whose names change with their contents, and so never change.
enum AssetRoutes {
    static let all: [SiteRoute] = [.get("/assets/{name}", answer: asset)]

    private static func asset(_ call: SiteCall) async throws -> Response {
        guard let asset = call.site.assets[call.capture("name")] else { throw PageProblem.noPage }
        var headers: HTTPFields = [
            .cacheControl: "public, max-age=31536000, immutable", .eTag: asset.tag,
        ]
        guard !matches(call.request.headers[.ifNoneMatch], asset.tag) else {
            return .guarded(status: .notModified, headers: headers, body: ResponseBody())
        }
        headers[.contentType] = asset.mediaType
        return .guarded(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    /// Whether `If-None-Match` names the tag (RFC 9110 §13.1.2, weak comparison).
    private static func matches(_ field: String?, _ tag: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { part in
            let name = part.drop { $0 == " " || $0 == "\t" }
            return name == "*" || (name.hasPrefix("W/") ? name.dropFirst(2) : name) == tag
        }
    }
}
