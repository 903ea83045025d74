internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import TransparencyLog
internal import Wire

/// `/api/entries` and `/api/log`: the log from its newest entry backwards, and its head.
enum EntryRoutes {
    /// How many entries stand on a page at most.
    static let pageLimit = 50

    static let all: [Route] = [
        .get("/api/entries", listing, answer: list), .get("/api/log", heading, answer: head),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let entries = try await call.services.ledger.entries(
            before: try call.query.index("before"))
        let last = entries.last?.index ?? 0
        return .json(
            .object([
                ("entries", .array(entries.map(\.json))),
                ("next", entries.count < pageLimit || last == 0 ? .null : .index(last)),
            ]))
    }

    private static func head(_ call: Call) async throws -> Response {
        .json(try await call.services.ledger.head().json)
    }

    private static let listing = Operation(
        id: "listEntries", tag: "Log", summary: "Lists the log's entries, newest first, 50 a page.",
        parameters: [
            .query("before", Schema.named("Index"), "`next` of the page before.")
        ],
        replies: [
            .json(
                Schema.object(
                    Schema.member("entries", Schema.array(Schema.named("Entry"))),
                    Schema.member("next", Schema.nullable(Schema.named("Index")))), "A page.")
        ])

    private static let heading = Operation(
        id: "showLog", tag: "Log", summary: "Shows where the log stands.",
        replies: [.json(Schema.named("LogHead"), "The head.")])
}

extension EntrySummary {
    var json: JSONValue {
        .object([
            ("index", .index(index)), ("timestamp", .count(timestampSeconds)),
            ("kind", .string(type.word)), ("leaf", .digest(leaf)),
        ])
    }
}

extension LogHead {
    var json: JSONValue {
        let note = checkpoint.map { String(decoding: $0.bytes, as: UTF8.self) }
        return .object([
            ("size", .count(size)), ("root", .digest(root)), ("checkpoint", .text(note)),
            ("key", .string(verifierKey.description)), ("answers", .count(answerCount)),
            ("accounts", .count(accountCount)), ("demonstration", .bool(isDemonstration)),
        ])
    }
}

/// `/api/receipts`: entries with their proofs, to be read and to be kept.
enum ReceiptRoutes {
    static let all: [Route] = [
        .get("/api/receipts/{id}", showing, access: .optionalKey, answer: show),
        .get("/api/receipts/{id}/export", exporting, answer: export),
    ]

    private static func show(_ call: Call) async throws -> Response {
        // A page says of a bad link that it shows nothing; a program is told what is wrong with it.
        if let link = call.query["link"], LinkSecret(text: link) == nil {
            throw HTTPProblem.invalid("link", "A link's secret is 64 hexadecimal digits.")
        }
        let receipt = try await receipt(call)
        let answer = try await call.services.ledger.answer(at: receipt.index, for: call.reader)
        let unshown = (Confidence.memberName, JSONValue.null)
        let body: JSONValue =
            .object([
                ("receipt", .index(receipt.index)),
                ("kind", .string(receipt.entry.body.type.word)),
                ("timestamp", .count(receipt.entry.timestampSeconds)),
                ("leaf", .digest(MerkleTree.leafHash(receipt.entry.encoded))),
                ("entry", .string(Base64.encode(receipt.entry.encoded))),
                ("question", .text(answer?.text?.question)),
                ("answer", .text(answer?.text?.answer)),
                answer?.confidence ?? unshown,
                ("opening", answer?.text?.opening ?? .null),
                ("words", .text(answer?.words.word)),
                ("attribution", answer?.attribution ?? .null),
            ])
        return Response.json(body).showing(answer?.words)
    }

    private static func export(_ call: Call) async throws -> Response {
        let receipt = try await receipt(call)
        return .download(
            receipt.fileBytes, type: "text/plain; charset=utf-8",
            name: "receipt-\(receipt.index).tlog-proof")
    }

    private static func receipt(_ call: Call) async throws -> Receipt {
        let id = try call.index("id")
        guard let receipt = try await call.services.ledger.receipt(at: id) else {
            throw ServiceRefusal.notFound("The log has no entry \(id).")
        }
        return receipt
    }

    private static let id = Operation.Parameter.path(
        "id", Schema.named("Index"), "The entry's index in the log.", example: "12")

    private static let showing = Operation(
        id: "showReceipt", tag: "Log", summary: "Shows an entry; of an answer also who was paid.",
        detail: """
            Question, answer, the salts of their commitments and the model's confidence are shown \
            to the payer's key, to a link that the payer made, and to everyone once the payer \
            published them or where the log is a demonstration; to others they are null.
            """,
        parameters: [
            id, .query("link", Schema.named("Digest"), "The secret of a link of the payer's."),
        ], replies: [.json(Schema.named("Receipt"), "The entry.")],
        refusals: [404: "The log is not that long."])

    private static let exporting = Operation(
        id: "exportReceipt", tag: "Log",
        summary: "Hands out an entry with its proof, a C2SP tlog-proof@v1 file.",
        parameters: [id],
        replies: [
            Operation.Reply(
                status: 200, description: "The file, for `openledger verify`.",
                contents: [("text/plain", Schema.string())],
                headers: [HTTPField.Name.contentDisposition.rawName])
        ],
        refusals: [404: "The log is not that long."])
}

extension AnswerText {
    /// The salts with which the words open the entry's commitments.
    var opening: JSONValue {
        .object([("requestSalt", .digest(requestSalt)), ("answerSalt", .digest(answerSalt))])
    }
}

extension EntryType {
    /// The type's word in JSON and tables: `answer`, `deposit`, ….
    package var word: String { String(describing: self) }
}

// MARK: - Schemas

extension EntryRoutes {
    static let schemas: [(String, JSONValue)] = [("Entry", entry), ("LogHead", logHead)]

    private static let entry = Schema.object(
        Schema.member("index", Schema.index), Schema.member("timestamp", Schema.moment),
        Schema.member("kind", Schema.text), Schema.member("leaf", Schema.digest))

    private static let logHead = Schema.object(
        Schema.member("size", Schema.count), Schema.member("root", Schema.digest),
        Schema.member("checkpoint", Schema.nullable(Schema.string("A C2SP signed note."))),
        Schema.member("key", Schema.string("A C2SP verifier key.")),
        Schema.member("answers", Schema.count), Schema.member("accounts", Schema.count),
        Schema.member("demonstration", Schema.boolean("Whether the keys are public.")))
}

extension ReceiptRoutes {
    static let schemas: [(String, JSONValue)] = [
        (
            "Receipt",
            Schema.object(
                Schema.member("receipt", Schema.index), Schema.member("kind", Schema.text),
                Schema.member("timestamp", Schema.moment), Schema.member("leaf", Schema.digest),
                Schema.member("entry", Schema.string("The entry's bytes in base64.")),
                Schema.member("question", Schema.nullable(Schema.text)),
                Schema.member("answer", Schema.nullable(Schema.text)),
                Confidence.member,
                Schema.member(
                    "opening",
                    Schema.nullable(
                        Schema.object(["requestSalt", "answerSalt"], Schema.digest))),
                Schema.member(
                    "words",
                    Schema.nullable(
                        Schema.words(
                            AnswerWords.all,
                            "Why question and answer are shown or not; null for other entries."))),
                Schema.member("attribution", Schema.nullable(Schema.named("Attribution"))))
        )
    ]
}
