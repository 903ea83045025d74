internal import HTTPTypes
internal import Ledger
internal import Wire

/// What the OpenAPI document says of chat completions.
enum ChatDescription {
    static let completing = Operation(
        id: "createChatCompletion", tag: "OpenAI", summary: "Asks a question and pays for it.",
        detail: """
            The question is the text of the user's last message. A classifier answers with one \
            label. A setting whose value cannot be honoured is refused by its name, and nothing is \
            charged. The answer's entry is on the disk before the first byte of the response.
            """,
        parameters: [idempotencyKey, maximumFee], body: request, example: example,
        replies: [
            Operation.Reply(
                status: 200,
                description: "The answer; as events when `stream` is true.",
                contents: [
                    ("application/json", Schema.named("ChatCompletion")),
                    ("text/event-stream", event),
                ], headers: [HTTPField.Name.receipt.rawName])
        ],
        refusals: [
            402: "The balance is less than the price, or the price is over the maximum.",
            403: "The node does not keep the account's key.",
            404: "There is no such model.",
            409: "The idempotency key was used with another request.",
        ])

    private static let event = Schema.object(
        Schema.member("data", Schema.string("A chunk of the completion, at the end [DONE].")),
        description: "One event.")

    private static let idempotencyKey = Operation.Parameter.header(
        HTTPField.Name.idempotencyKey.rawName,
        Schema.string(pattern: "^[!-~]{1,255}$"),
        "Makes a repeated request the same request: one entry, one charge, one receipt.")

    private static let maximumFee = Operation.Parameter.header(
        HTTPField.Name.maximumFee.rawName, Schema.named("Amount"),
        "The most that the caller would pay, in nano-OPEN.")

    private static let textPart = Schema.object(
        Schema.member("type", Schema.constant(.string("text"))),
        Schema.member("text", Schema.string(minimum: 1)))

    private static let userMessage = Schema.object(
        Schema.member("role", Schema.constant(.string("user"))),
        Schema.member(
            "content",
            Schema.any(
                of: Schema.string("The question.", minimum: 1),
                Schema.array(textPart, minimum: 1, "Text parts, which become lines."))))

    private static let otherMessage = Schema.object(
        Schema.member("role", Schema.words(ChatRole.words.filter { $0 != "user" })))

    private static let messages: JSONValue = {
        let message = Schema.any(
            of: userMessage, otherMessage,
            description: "Messages before the user's last are not read.")
        var members = Schema.array(message, minimum: 1).members ?? []
        members.append(
            (
                "contains",
                Schema.object(Schema.member("role", Schema.constant(.string("user"))))
            ))
        return .object(members)
    }()

    private static let request = Schema.closed(
        [
            Schema.member("model", Schema.string("The model's name.")),
            Schema.member("messages", messages),
            Schema.optional(
                "n",
                Schema.nullable(Schema.integer("One answer a question.", minimum: 1, maximum: 1))),
            Schema.optional("stream", Schema.nullable(Schema.boolean("Answer as events."))),
            Schema.optional("stream_options", streamOptions),
        ] + ChatParameters.all.described)

    private static let streamOptions = Schema.nullable(
        Schema.closed([
            Schema.optional(
                "include_usage", Schema.nullable(Schema.boolean("Send a chunk with the usage."))),
            Schema.optional(
                "include_obfuscation",
                Schema.any([
                    Schema.constant(.bool(false)), Schema.null,
                ])),
        ]))

    private static let example = JSONValue.object([
        ("model", .string("debian-sections")),
        (
            "messages",
            .array([
                .object([
                    ("role", .string("user")),
                    ("content", .string("a fast web server with a small footprint")),
                ])
            ])
        ),
    ])
}

// MARK: - Schemas

extension ChatRoutes {
    static let schemas: [(String, JSONValue)] = [("ChatCompletion", completion)]

    private static let completion = Schema.object(
        Schema.member("id", Schema.text),
        Schema.member("object", Schema.constant(.string("chat.completion"))),
        Schema.member("created", Schema.moment), Schema.member("model", Schema.text),
        Schema.member("choices", Schema.array(choice, minimum: 1, maximum: 1)),
        Schema.member(
            "usage",
            Schema.object(["prompt_tokens", "completion_tokens", "total_tokens"], Schema.count)),
        Confidence.member,
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
                        of: Schema.text, Schema.null,
                        description: "The answer; null once the words were erased.")),
                Schema.member("refusal", Schema.null))),
        Schema.member("logprobs", Schema.null),
        Schema.member("finish_reason", Schema.constant(.string("stop"))))
}
