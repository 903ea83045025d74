internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/models`: the models on sale with what the log says about them, and orders for new ones.
enum ModelRoutes {
    static let all: [APIRoute] = [
        .get("/api/models", listing, answer: list),
        .get("/api/models/{name}", showing, answer: show),
        .post("/api/models", TrainingDescription.ordering, body: .rows, answer: order),
    ]

    private static func list(_ call: APICall) async throws -> Response {
        let cards = try await call.services.catalogue.models()
        return .json(.object([("models", .array(cards.map(\.json)))]))
    }

    private static func show(_ call: APICall) async throws -> Response {
        let name = call.parameter("name")
        let card = try await call.services.catalogue.models().first { $0.name == name }
        guard let card else { throw HTTPProblem.unknownModel(name, nearest: []) }
        return .json(card.json)
    }

    private static func order(_ call: APICall) async throws -> Response {
        let order = try TrainingRequest(call.body, limits: call.limits)
        let job = try await call.services.training.queue(order.order(by: try call.caller))
        return .json(job.json, status: .accepted, headers: [.location: "/api/jobs/\(job.id)"])
    }

    private static let listing = Operation(
        id: "listModels", tag: "Models", summary: "Lists the models on sale, newest first.",
        replies: [
            .json(
                Schema.object(Schema.member("models", Schema.array(Schema.named("Model")))),
                "The models.")
        ])

    private static let showing = Operation(
        id: "showModel", tag: "Models", summary: "Shows one model.",
        parameters: [
            .path("name", Schema.string(), "The model's name.", example: "debian-sections")
        ],
        replies: [.json(Schema.named("Model"), "The model.")],
        refusals: [404: "There is no such model."])
}
