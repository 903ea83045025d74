internal import Hummingbird
internal import Wire

/// `/openapi.json`: what all routes take and give, for programs that write programs.
enum DocumentRoutes {
    static let all: [APIRoute] = [
        .get("/openapi.json", describing, isCounted: false, answer: describe)
    ]

    /// Written once; the routes do not change while the node runs.
    private static let bytes = Array(OpenAPIDocument.document.text.utf8)

    private static func describe(_ call: APICall) async throws -> Response {
        .bytes(bytes, type: "application/json", headers: [.cacheControl: "no-cache"])
    }

    private static let describing = Operation(
        id: "openAPI", tag: "Operation", summary: "This document.",
        replies: [.json(.object([("type", .string("object"))]), "OpenAPI 3.1.")])
}
