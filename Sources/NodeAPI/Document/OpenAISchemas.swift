internal import Wire

/// Schemas of what the routes under /v1 give.
enum OpenAISchemas {
    static let all: [(String, JSONValue)] = [
        ("OpenAIModel", model), ("ChatCompletion", completion), ("Embeddings", embeddings),
    ]

    private static let model = Schema.object(
        Schema.member("id", Schema.string()),
        Schema.member("object", Schema.constant(.string("model"))),
        Schema.member("created", Schema.integer("Seconds since 1970.")),
        Schema.member("owned_by", Schema.string("The maker's account.")),
        Schema.member(
            "openledger",
            Schema.object(
                Schema.member("price", Schema.named("Amount")),
                Schema.member("datanet", Schema.nullable(Schema.string())),
                Schema.member("deploy", Schema.nullable(Schema.named("Index"))))))

    private static let completion = Schema.object(
        Schema.member("id", Schema.string()),
        Schema.member("object", Schema.constant(.string("chat.completion"))),
        Schema.member("created", Schema.integer("Seconds since 1970.")),
        Schema.member("model", Schema.string()),
        Schema.member("choices", Schema.array(choice, minimum: 1, maximum: 1)),
        Schema.member(
            "usage",
            Schema.object(
                Schema.member("prompt_tokens", Schema.integer()),
                Schema.member("completion_tokens", Schema.integer("1: an answer is one label.")),
                Schema.member("total_tokens", Schema.integer()))),
        Schema.member("attribution", Schema.named("Attribution")))

    private static let choice = Schema.object(
        Schema.member("index", Schema.integer()),
        Schema.member(
            "message",
            Schema.object(
                Schema.member("role", Schema.constant(.string("assistant"))),
                Schema.member(
                    "content",
                    Schema.any(
                        of: Schema.string(), Schema.null,
                        description: "The label; null once the words were erased.")),
                Schema.member("refusal", Schema.null))),
        Schema.member("logprobs", Schema.null),
        Schema.member("finish_reason", Schema.constant(.string("stop"))))

    private static let embeddings = Schema.object(
        Schema.member("object", Schema.constant(.string("list"))),
        Schema.member(
            "data",
            Schema.array(
                Schema.object(
                    Schema.member("object", Schema.constant(.string("embedding"))),
                    Schema.member("index", Schema.integer()),
                    Schema.member(
                        "embedding",
                        Schema.any(
                            of: Schema.array(
                                Schema.number, minimum: EmbeddingsRequest.dimensions,
                                maximum: EmbeddingsRequest.dimensions),
                            Schema.string("Base64 of little-endian float32.")))))),
        Schema.member("model", Schema.string()),
        Schema.member(
            "usage",
            Schema.object(
                Schema.member("prompt_tokens", Schema.integer()),
                Schema.member("total_tokens", Schema.integer()))))
}
