internal import Wire

/// What the OpenAPI document says of embeddings.
enum EmbeddingsDescription {
    static let embedding = Operation(
        id: "createEmbeddings", tag: "OpenAI", summary: "Embeds texts with the base model, free.",
        body: request,
        example: .object([
            ("model", .string("sentence-transformers/all-MiniLM-L6-v2")),
            ("input", .array([.string("a fast web server")])),
        ]),
        replies: [.json(Schema.named("Embeddings"), "A vector of unit length for each text.")],
        refusals: [404: "There is no such embedding model."])

    private static let request: JSONValue = {
        let text = Schema.string(minimum: 1)
        let most = APILimits().texts
        return Schema.object(
            Schema.member("model", Schema.string("The embedding model's name.")),
            Schema.member(
                "input",
                Schema.any(
                    of: text, Schema.array(text, minimum: 1, maximum: most),
                    description: "Texts; token arrays are not read.")),
            Schema.optional(
                "encoding_format",
                Schema.nullable(
                    Schema.words(
                        EmbeddingsRequest.Encoding.allCases.map(\.rawValue),
                        "base64 holds little-endian float32."))),
            Schema.optional(
                "dimensions",
                Schema.nullable(Schema.constant(.count(EmbeddingsRequest.dimensions)))))
    }()
}
