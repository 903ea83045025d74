internal import HTTPTypes
internal import Hummingbird
internal import Money
internal import Wire

/// `/v1/chat/completions`: a question, its answer, and who is paid for it.
enum ChatRoutes {
    static let all: [Route] = [
        .post(
            "/v1/chat/completions", ChatDescription.completing, isPaid: true,
            outlivesClient: false,
            answer: complete)
    ]

    private static func complete(_ call: Call) async throws -> Response {
        let request = try ChatRequest(call.body, limits: call.limits)
        let order = QuestionOrder(
            caller: try call.caller, model: request.model, question: request.question,
            idempotencyKey: try call.request.headers.idempotencyKey(),
            maximumFee: try call.request.headers.maximumFee())
        let record = try await call.answer(to: order)
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

/// What a chat completion asks, read from the request.
struct ChatRequest {
    let model: String
    /// The text of the last message of the user.
    let question: String
    let isStream: Bool
    let includesUsage: Bool

    /// Reads the body.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: RequestLimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
        try ChatParameters.all.check(fields, of: "chat completions")
        model = try fields.string("model")
        guard try fields.optionalInteger("n") ?? 1 == 1 else {
            throw fields.problem("n", "must be 1: a question has one answer.")
        }
        isStream = try fields.optionalBool("stream") ?? false
        includesUsage = try Self.includesUsage(fields)
        question = try Self.question(in: try fields.array("messages"), limits: limits)
    }

    private static func includesUsage(_ fields: JSONFields) throws(HTTPProblem) -> Bool {
        guard let options = try fields.optionalObject("stream_options") else { return false }
        if try options.optionalBool("include_obfuscation") == true {
            throw options.problem("include_obfuscation", "must be false: chunks are not padded.")
        }
        let known = ["include_usage", "include_obfuscation"]
        for (name, _) in options.members where !known.contains(name) {
            throw options.problem(name, "is no parameter that this node knows; leave it out.")
        }
        return try options.optionalBool("include_usage") ?? false
    }

    /// Checks every message and takes the user's last.
    private static func question(
        in messages: [JSONValue], limits: RequestLimits
    ) throws(HTTPProblem) -> String {
        var question: String?
        for (position, message) in messages.enumerated() {
            let fields = try JSONFields(message, at: "messages[\(position)]")
            let role = try fields.string("role")
            guard ChatRole(rawValue: role) != nil else {
                throw fields.problem(
                    "role", "must be one of \(ChatRole.words.joined(separator: ", ")).")
            }
            guard role == ChatRole.user.rawValue else { continue }
            question = try text(of: fields)
        }
        guard let question else {
            throw .invalid("messages", "messages must hold one of the user.")
        }
        guard question.utf8.count <= limits.questionBytes else {
            throw .invalid(
                "messages", "The question is over the limit of \(limits.questionBytes) bytes.")
        }
        guard !BlankText.isBlank(question) else {
            throw .invalid("messages", "The question is empty: there is nothing to read in it.")
        }
        return question
    }

    /// The content of a message of the user: a string, or text parts, which become lines.
    private static func text(of message: JSONFields) throws(HTTPProblem) -> String {
        guard let content = message["content"] else {
            throw message.problem("content", "is missing; it must be a string or text parts.")
        }
        if let text = content.stringValue { return text }
        guard let parts = content.arrayValue else {
            throw message.problem("content", "must be a string or an array of text parts.")
        }
        var lines: [String] = []
        for (position, part) in parts.enumerated() {
            let fields = try JSONFields(part, at: message.name("content[\(position)]"))
            guard try fields.string("type") == "text" else {
                throw fields.problem("type", "must be text: our models read nothing else.")
            }
            lines.append(try fields.string("text"))
        }
        return lines.joined(separator: "\n")
    }
}

/// Who speaks a message.
enum ChatRole: String, CaseIterable {
    case system, developer, user, assistant, tool, function

    static let words = allCases.map(\.rawValue)
}

/// An answer in the shape of OpenAI's chat completions, whole or as server-sent events.
struct ChatCompletion {
    private let record: AnswerRecord

    init(_ record: AnswerRecord) {
        self.record = record
    }

    /// The whole completion.
    var body: JSONValue {
        let choice = JSONValue.object([
            ("index", .integer(0)),
            (
                "message",
                .object([
                    ("role", .string("assistant")), ("content", .text(record.text?.answer)),
                    ("refusal", .null),
                ])
            ),
            ("logprobs", .null), ("finish_reason", .string("stop")),
        ])
        return .object(
            head(object: "chat.completion") + [
                ("choices", .array([choice])), ("usage", usage), record.confidence,
                ("attribution", record.attribution),
            ])
    }

    /// The completion as events: role, content, finish, usage if wanted, and the end.
    ///
    /// Confidence and attribution ride in the last chunk.
    func events(includingUsage: Bool) -> [UInt8] {
        var chunks = [
            chunk(delta: [("role", .string("assistant")), ("content", .string(""))]),
            chunk(delta: [("content", .text(record.text?.answer))]),
            chunk(delta: [], finish: .string("stop")),
        ]
        if includingUsage {
            chunks = chunks.map { $0 + [("usage", .null)] }
            chunks.append(chunkHead + [("choices", .array([])), ("usage", usage)])
        }
        chunks[chunks.count - 1] += [record.confidence, ("attribution", record.attribution)]
        let lines = chunks.map { JSONValue.object($0).text } + ["[DONE]"]
        return lines.flatMap { Array("data: \($0)\n\n".utf8) }
    }

    private var usage: JSONValue {
        let tokens = record.tokens
        return .object([
            ("prompt_tokens", .count(tokens.prompt)),
            ("completion_tokens", .count(tokens.completion)),
            ("total_tokens", .count(tokens.prompt + tokens.completion)),
        ])
    }

    private func head(object: String) -> [(String, JSONValue)] {
        [
            ("id", .string("chatcmpl-\(record.index)")), ("object", .string(object)),
            ("created", .count(record.timestampSeconds)), ("model", .string(record.model)),
        ]
    }

    private var chunkHead: [(String, JSONValue)] { head(object: "chat.completion.chunk") }

    private func chunk(
        delta: [(String, JSONValue)], finish: JSONValue = .null
    ) -> [(String, JSONValue)] {
        let choice = JSONValue.object([
            ("index", .integer(0)), ("delta", .object(delta)), ("logprobs", .null),
            ("finish_reason", finish),
        ])
        return chunkHead + [("choices", .array([choice]))]
    }
}
