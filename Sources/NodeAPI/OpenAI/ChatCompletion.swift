internal import Wire

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
                ("choices", .array([choice])), ("usage", usage),
                ("attribution", record.attribution),
            ])
    }

    /// The completion as events: role, content, finish, usage if wanted, and the end.
    ///
    /// The attribution rides in the last chunk.
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
        chunks[chunks.count - 1].append(("attribution", record.attribution))
        let lines = chunks.map { JSONValue.object($0).text } + ["[DONE]"]
        return lines.flatMap { Array("data: \($0)\n\n".utf8) }
    }

    /// An answer is one label, so one token is counted for it.
    private var usage: JSONValue {
        let prompt = Int64(record.promptTokenCount)
        return .object([
            ("prompt_tokens", .integer(prompt)), ("completion_tokens", .integer(1)),
            ("total_tokens", .integer(prompt + 1)),
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
