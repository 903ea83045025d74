internal import Hummingbird
internal import Wire

/// `/v1/embeddings`: vectors of texts by the base model, free of charge.
enum EmbeddingRoutes {
    static let all: [APIRoute] = [
        .post("/v1/embeddings", EmbeddingsDescription.embedding, answer: embed)
    ]

    private static func embed(_ call: APICall) async throws -> Response {
        let request = try EmbeddingsRequest(call.body, limits: call.limits)
        let known = call.services.answering.embeddingModel
        guard request.model == known else {
            throw HTTPProblem.unknownModel(request.model, nearest: [known])
        }
        let start = ContinuousClock.now
        let embeddings = try await call.services.answering.embeddings(
            of: request.texts, caller: try call.caller)
        call.metrics.embedded(embeddings, in: ContinuousClock.now - start)
        guard embeddings.vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw HTTPProblem.failed
        }
        let text = EmbeddingsText(embeddings, model: known, encoding: request.encoding)
        return .bytes(text.bytes, type: "application/json")
    }
}
