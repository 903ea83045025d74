internal import Hummingbird
internal import Wire

/// Whether the node lives and can answer, and what it counts.
enum HealthRoutes {
    static let all: [Route] = [
        .get("/healthz", living, isCounted: false, answer: health),
        .get("/readyz", readying, isCounted: false, answer: ready),
        .get("/metrics", measuring, isCounted: false, answer: metrics),
    ]

    private static func health(_ call: Call) async throws -> Response {
        .json(.object([("status", .string("alive"))]), headers: [.cacheControl: "no-store"])
    }

    private static func ready(_ call: Call) async throws -> Response {
        do {
            _ = try await call.services.ledger.head()
        } catch {
            throw HTTPProblem(
                status: .serviceUnavailable, code: "not_ready",
                heading: "The node is not ready",
                message: "The log does not answer.")
        }
        return .json(.object([("status", .string("ready"))]), headers: [.cacheControl: "no-store"])
    }

    private static func metrics(_ call: Call) async throws -> Response {
        .bytes(
            Array(call.metrics.registry.text.utf8),
            type: "text/plain; version=0.0.4; charset=utf-8",
            headers: [.cacheControl: "no-store"])
    }

    private static let living = Operation(
        id: "health", tag: "Operation", summary: "Whether the node lives.",
        replies: [status("It does.")])

    private static let readying = Operation(
        id: "readiness", tag: "Operation", summary: "Whether the log answers.",
        replies: [status("It does.")], refusals: [503: "It does not."])

    private static let measuring = Operation(
        id: "metrics", tag: "Operation", summary: "What the node counts, for Prometheus.",
        replies: [
            Operation.Reply(
                status: 200, description: "Prometheus' text format 0.0.4.",
                contents: [("text/plain", Schema.string())])
        ])

    private static func status(_ description: String) -> Operation.Reply {
        .json(Schema.object(Schema.member("status", Schema.string())), description)
    }
}
