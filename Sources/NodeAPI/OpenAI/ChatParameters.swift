internal import Wire

/// What becomes of each of OpenAI's parameters of chat completions.
///
/// A model here gives the most probable answer, in words, whole and without a second choice. A
/// parameter is honoured where that is what its value asks for.
enum ChatParameters {
    static let all: [RequestParameter] =
        read + sampling + length + form + tools + bookkeeping

    /// Those that ``ChatRequest`` reads itself.
    private static let read = ["model", "messages", "n", "stream", "stream_options"]
        .map(RequestParameter.read)

    /// How far an answer may stray from the most probable one: it never does.
    private static let sampling: [RequestParameter] = [
        .number(
            "temperature", 0...2, "The answer is the most probable one at every temperature."),
        .number("top_p", 0...1, "The answer is the most probable one, whatever the nucleus."),
        .integer("seed", from: .min, "The same question has the same answer with every seed."),
        .only("frequency_penalty", .integer(0)), .only("presence_penalty", .integer(0)),
        .empty("logit_bias"),
    ]

    /// How long it may be: a label counts as one token.
    private static let length: [RequestParameter] = [
        .integer("max_tokens", from: 1, "An answer has one token."),
        .integer("max_completion_tokens", from: 1, "An answer has one token."),
        .empty("stop"), .only("verbosity", .string("low"), .string("medium")),
        .only("reasoning_effort", .string("none")),
    ]

    /// What it is made of.
    private static let form: [RequestParameter] = [
        .only("logprobs", .bool(false)), .only("top_logprobs", .integer(0)),
        .only("response_format", .object([("type", .string("text"))])),
        .only("modalities", .array([.string("text")])), .only("audio"), .only("prediction"),
        .only("web_search_options"),
    ]

    /// A model may always answer instead of calling a tool, unless it must call one.
    private static let tools: [RequestParameter] = [
        .objects("tools", "No tool is called."), .objects("functions", "No function is called."),
        .only("tool_choice", .string("auto"), .string("none")),
        .only("function_call", .string("auto"), .string("none")),
        .boolean("parallel_tool_calls", "No tool is called."),
    ]

    /// What is said about a request and asks for nothing.
    private static let bookkeeping: [RequestParameter] = [
        .only("store", .bool(false)), .empty("metadata"),
        .only("service_tier", .string("auto"), .string("default")),
        .string("user", "Whom the caller asks for; not kept."),
        .string("safety_identifier", "Whom the caller asks for; not kept."),
        .string("prompt_cache_key", "Nothing is cached between requests."),
        .string("prompt_cache_retention", "Nothing is cached between requests."),
    ]
}

/// What becomes of each of OpenAI's parameters of embeddings.
enum EmbeddingParameters {
    static let all: [RequestParameter] =
        ["model", "input", "encoding_format", "dimensions"].map(RequestParameter.read)
        + [.string("user", "Whom the caller asks for; not kept.")]
}
