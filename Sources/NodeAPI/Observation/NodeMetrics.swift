internal import HTTPTypes
internal import Ledger
internal import Metrics
internal import Money

/// What the node counts.
///
/// Label values come from the route table, never from clients.
struct NodeMetrics: Sendable {
    let registry: PrometheusRegistry
    private let active: Meter

    init(registry: PrometheusRegistry) {
        self.registry = registry
        active = Meter(label: "http_server_active_requests", factory: registry)
    }

    func began() { active.increment() }

    /// A request has its response.
    func ended(
        _ method: HTTPRequest.Method, route: String?, status: HTTPResponse.Status,
        in duration: Duration
    ) {
        active.decrement()
        let labels = [
            ("http_route", route ?? "unmatched"),
            ("http_request_method", Self.known(method)),
            ("http_response_status_code", String(status.code)),
        ]
        Counter(label: "http_server_requests", dimensions: labels, factory: registry).increment()
        Timer(label: "http_server_request_duration", dimensions: labels, factory: registry)
            .recordNanoseconds(duration.wholeNanoseconds)
    }

    /// A request was refused before it reached a route: its connection or its head did not do.
    func refused(_ status: HTTPResponse.Status) {
        let labels = [
            ("http_route", "unmatched"), ("http_request_method", "other"),
            ("http_response_status_code", String(status.code)),
        ]
        Counter(label: "http_server_requests", dimensions: labels, factory: registry).increment()
    }

    /// A question was answered and paid.
    func answered(_ record: AnswerRecord, in duration: Duration) {
        let tokens = record.tokens
        served(
            "chat", tokens: [("input", tokens.prompt), ("output", tokens.completion)],
            in: duration)
        Counter(label: "openledger_answers", factory: registry).increment()
        FloatingPointCounter(label: "openledger_fees_nano_open", factory: registry)
            .increment(by: Double(record.answer.fee.nanoOPEN))
    }

    /// Texts were embedded.
    func embedded(_ embeddings: Embeddings, in duration: Duration) {
        served("embeddings", tokens: [("input", embeddings.tokenCount)], in: duration)
    }

    /// OpenTelemetry's names for generative models.
    private func served(
        _ operation: String, tokens: [(type: String, count: Int)], in duration: Duration
    ) {
        let labels = [
            ("gen_ai_operation_name", operation), ("gen_ai_provider_name", "openledger"),
        ]
        Timer(label: "gen_ai_server_request_duration", dimensions: labels, factory: registry)
            .recordNanoseconds(duration.wholeNanoseconds)
        for (type, count) in tokens {
            Recorder(
                label: "gen_ai_client_token_usage",
                dimensions: labels + [("gen_ai_token_type", type)], factory: registry
            ).record(count)
        }
    }

    private static func known(_ method: HTTPRequest.Method) -> String {
        let methods: [HTTPRequest.Method] = [
            .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
        ]
        return methods.contains(method) ? method.rawValue : "other"
    }
}

extension Duration {
    /// The duration in nanoseconds, cut to what 64 bits hold.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return Int64(
            clamping: Int128(seconds) * 1_000_000_000 + Int128(attoseconds) / 1_000_000_000)
    }
}

extension Call {
    /// Has a question answered, and counts that.
    ///
    /// - Returns: the answer, paid and logged.
    /// - Throws: what the service throws.
    package func answer(to order: QuestionOrder) async throws -> AnswerRecord {
        let start = ContinuousClock.now
        let record = try await services.answering.answer(order)
        metrics.answered(record, in: ContinuousClock.now - start)
        return record
    }
}
