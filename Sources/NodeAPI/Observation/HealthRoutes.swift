internal import Hummingbird
internal import Wire

/// Whether the node lives and can answer, and what it counts.
///
/// Whether it lives is said by the connections' threads alone; whether it is ready, by the log's
/// own thread besides. So no work and no crowd stands before either.
enum HealthRoutes {
    static let all: [Route] = [
        .get("/healthz", living, isCounted: false, isImmediate: true, answer: health),
        .get("/readyz", readying, isCounted: false, isImmediate: true, answer: ready),
        .get("/metrics", measuring, isCounted: false, answer: metrics),
    ]

    private static func health(_ call: Call) async throws -> Response {
        .json(.object([("status", .string("alive"))]), headers: [.cacheControl: "no-store"])
    }

    private static func ready(_ call: Call) async throws -> Response {
        var obstacles = await call.services.readiness.obstacles()
        do { _ = try await call.services.ledger.head() } catch {
            if obstacles.isEmpty { obstacles = ["The log does not answer."] }
        }
        guard obstacles.isEmpty else {
            throw HTTPProblem(
                status: .serviceUnavailable, code: "not_ready",
                heading: "The node is not ready", message: obstacles.joined(separator: " "))
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
        id: "readiness", tag: "Operation", summary: "Whether questions can be answered.",
        replies: [status("They can.")], refusals: [503: "They cannot, and why."])

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
