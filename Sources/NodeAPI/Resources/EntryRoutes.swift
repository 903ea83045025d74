internal import Hummingbird
internal import TransparencyLog
internal import Wire

/// `/api/entries` and `/api/log`: the log from its newest entry backwards, and its head.
enum EntryRoutes {
    /// How many entries stand on a page at most.
    static let pageLimit = 50

    static let all: [APIRoute] = [
        .get("/api/entries", listing, answer: list), .get("/api/log", heading, answer: head),
    ]

    private static func list(_ call: APICall) async throws -> Response {
        let entries = try await call.services.books.entries(
            before: try call.query.index("before"))
        let last = entries.last?.index ?? 0
        return .json(
            .object([
                ("entries", .array(entries.map(\.json))),
                ("next", entries.count < pageLimit || last == 0 ? .null : .index(last)),
            ]))
    }

    private static func head(_ call: APICall) async throws -> Response {
        .json(try await call.services.books.head().json)
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
            ("kind", .string(kind)), ("leaf", .digest(leaf)),
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
