internal import Hummingbird
internal import Identity
internal import Ledger
internal import Wire

/// `/v1/models`: the models on sale, and the base model, which embeds.
enum OpenAIModelRoutes {
    static let all: [Route] = [
        .get("/v1/models", listing, answer: list),
        .get("/v1/models/{id+}", showing, answer: show),
    ]

    private static func list(_ call: Call) async throws -> Response {
        .json(
            .object([
                ("object", .string("list")), ("data", .array(try await models(call.services))),
            ]))
    }

    private static func show(_ call: Call) async throws -> Response {
        let id = call.capture("id")
        let found = try await models(call.services).first { $0["id"] == .string(id) }
        guard let found else { throw HTTPProblem.unknownModel(id, nearest: []) }
        return .json(found)
    }

    private static func models(_ services: NodeServices) async throws -> [JSONValue] {
        try await services.catalogue.models().map(sold)
            + [embedding(services.answering.embeddingModel)]
    }

    private static func sold(_ card: ModelCard) -> JSONValue {
        model(
            card.name, created: card.createdSeconds, owner: card.terms.makerAccount.description,
            extra: [
                ("price", .amount(card.terms.fee)),
                ("datanet", .text(card.home?.name)),
                ("deploy", .index(card.terms.deploy)),
            ])
    }

    /// Nobody's rows shaped it, so it costs nothing and no entry of the log sells it.
    private static func embedding(_ name: String) -> JSONValue {
        model(
            name, created: 0, owner: "openledger",
            extra: [("price", .string("0")), ("datanet", .null), ("deploy", .null)])
    }

    private static func model(
        _ id: String, created: UInt64, owner: String, extra: [(String, JSONValue)]
    ) -> JSONValue {
        .object([
            ("id", .string(id)), ("object", .string("model")), ("created", .count(created)),
            ("owned_by", .string(owner)), ("openledger", .object(extra)),
        ])
    }
}

// MARK: - What the document says

extension OpenAIModelRoutes {
    static let schemas: [(String, JSONValue)] = [
        (
            "OpenAIModel",
            Schema.object(
                Schema.member("id", Schema.text),
                Schema.member("object", Schema.constant(.string("model"))),
                Schema.member("created", Schema.moment),
                Schema.member("owned_by", Schema.string("The maker's account.")),
                Schema.member(
                    "openledger",
                    Schema.object(
                        Schema.member("price", Schema.amount),
                        Schema.member("datanet", Schema.nullable(Schema.text)),
                        Schema.member("deploy", Schema.optionalIndex))))
        )
    ]

    private static let listing = Operation(
        id: "listOpenAIModels", tag: "OpenAI", summary: "Lists the models, newest first.",
        replies: [
            .json(
                Schema.object(
                    Schema.member("object", Schema.constant(.string("list"))),
                    Schema.member("data", Schema.array(Schema.named("OpenAIModel")))),
                "The models on sale and the base model.")
        ])

    private static let showing = Operation(
        id: "showOpenAIModel", tag: "OpenAI", summary: "Shows one model.",
        parameters: [
            .path("id", Schema.string(), "The model's name.", example: "debian-sections")
        ],
        replies: [.json(Schema.named("OpenAIModel"), "The model.")],
        refusals: [404: "There is no such model."])
}
