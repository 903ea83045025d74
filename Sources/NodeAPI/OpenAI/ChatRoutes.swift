internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/v1/chat/completions`: a question, its answer, and who is paid for it.
enum ChatRoutes {
    static let all: [APIRoute] = [
        .post("/v1/chat/completions", ChatDescription.completing, answer: complete)
    ]

    private static func complete(_ call: APICall) async throws -> Response {
        let request = try ChatRequest(call.body, limits: call.limits)
        let order = QuestionOrder(
            caller: try call.caller, model: request.model, question: request.question,
            idempotencyKey: try call.request.headers.idempotencyKey(),
            maximumFee: try call.request.headers.maximumFee())
        let start = ContinuousClock.now
        let record = try await call.services.answering.answer(order)
        call.metrics.answered(record, in: ContinuousClock.now - start)
        let completion = ChatCompletion(record)
        // The entry is on the disk before the first byte leaves, so both forms carry its index.
        var headers: HTTPFields = [.receipt: String(record.index), .cacheControl: "no-store"]
        guard request.isStream else { return .json(completion.body, headers: headers) }
        headers[.accelBuffering] = "no"
        // The whole answer is there already: one buffer leaves nothing half done when the client
        // goes away.
        return .bytes(
            completion.events(includingUsage: request.includesUsage),
            type: "text/event-stream; charset=utf-8", headers: headers)
    }
}
