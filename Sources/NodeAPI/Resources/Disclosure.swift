internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/receipts/{id}/links` and `…/publication`: who but the payer sees an answer's words.
enum DisclosureRoutes {
    static let all: [Route] = [
        .post(
            "/api/receipts/{id}/publication", DisclosureDescription.publishing, body: .none,
            answer: publish),
        .post(
            "/api/receipts/{id}/links", DisclosureDescription.linking, body: .none,
            answer: makeLink),
        .get("/api/receipts/{id}/links", DisclosureDescription.listing, access: .key, answer: list),
        .delete(
            "/api/receipts/{id}/links/{link}", DisclosureDescription.revoking, answer: revoke),
    ]

    private static func publish(_ call: Call) async throws -> Response {
        let index = try call.index("id")
        let isNew = try await call.services.disclosing.publish(index, caller: try call.caller)
        return .json(
            .object([("receipt", .index(index)), ("published", .bool(true))]),
            status: isNew ? .created : .ok, headers: unkept)
    }

    /// The secret is shown in this one response.
    private static func makeLink(_ call: Call) async throws -> Response {
        let index = try call.index("id")
        let (link, secret) = try await call.services.disclosing.makeLink(
            nil, to: index, caller: try call.caller)
        return .json(
            .object([
                ("link", .digest(link.id)), ("secret", .string(secret.text)),
                ("path", .string("/a/\(index)?link=\(secret.text)")),
            ]), status: .created, headers: unkept)
    }

    private static func list(_ call: Call) async throws -> Response {
        let links = try await call.services.disclosing.links(
            to: try call.index("id"), caller: try call.caller)
        return .json(.object([("links", .array(links.map(\.json)))]), headers: unkept)
    }

    private static func revoke(_ call: Call) async throws -> Response {
        guard let id = Digest(hex: call.capture("link")) else {
            throw HTTPProblem.invalid("link", "A link's id is 64 lower-case hexadecimal digits.")
        }
        let link = try await call.services.disclosing.revoke(
            id, to: try call.index("id"), caller: try call.caller)
        return .json(link.json, headers: unkept)
    }

    private static let unkept: HTTPFields = [.cacheControl: "private, no-store"]
}

extension AnswerLink {
    /// The link without its secret, which nobody keeps.
    var json: JSONValue {
        .object([
            ("link", .digest(id)), ("made", .count(madeSeconds)),
            ("revoked", revokedSeconds.map { .count($0) } ?? .null),
        ])
    }
}

/// What the OpenAPI document says of links and publication.
private enum DisclosureDescription {
    private static let id = Operation.Parameter.path(
        "id", Schema.named("Index"), "The answer's entry in the log.", example: "12")

    private static let refusals = [
        403: "The key is not the payer's.",
        404: "The entry is no answer, or there is no such link.",
    ]

    static let publishing = Operation(
        id: "publishAnswer", tag: "Log", summary: "Shows an answer's words to everyone.",
        detail: "For ever: nothing takes a publication back. Publishing again changes nothing.",
        parameters: [id],
        replies: [
            .json(publication, "Now everyone sees the words.", status: 201),
            .json(publication, "Everyone saw them before."),
        ], refusals: refusals)

    private static let publication = Schema.object(
        Schema.member("receipt", Schema.index),
        Schema.member("published", Schema.boolean("true.")))

    static let linking = Operation(
        id: "makeLink", tag: "Log",
        summary: "Makes a link that shows an answer's words to whoever has it.",
        detail: """
            The secret is shown once; the node keeps its digest. Send it as `link` in the query of \
            /api/receipts/{id}, or open the path.
            """,
        parameters: [id],
        replies: [
            .json(
                Schema.object(
                    Schema.member("link", Schema.digest),
                    Schema.member("secret", Schema.digest),
                    Schema.member("path", Schema.string("Where a browser shows the words."))),
                "The link with its secret.", status: 201)
        ], refusals: refusals.merging([409: "The answer has had as many links as it may."]) { $1 })

    static let listing = Operation(
        id: "listLinks", tag: "Log", summary: "Lists the links that an answer has had.",
        parameters: [id],
        replies: [
            .json(
                Schema.object(Schema.member("links", Schema.array(Schema.named("AnswerLink")))),
                "The links, without their secrets.")
        ], refusals: refusals)

    static let revoking = Operation(
        id: "revokeLink", tag: "Log", summary: "Takes a link's right away, for good.",
        parameters: [
            id,
            .path(
                "link", Schema.named("Digest"), "The link's id.",
                example: String(repeating: "0", count: 64)),
        ],
        replies: [.json(Schema.named("AnswerLink"), "The link.")], refusals: refusals)
}

// MARK: - Schemas

extension DisclosureRoutes {
    static let schemas: [(String, JSONValue)] = [
        (
            "AnswerLink",
            Schema.object(
                Schema.member("link", Schema.digest), Schema.member("made", Schema.moment),
                Schema.member("revoked", Schema.nullable(Schema.moment)))
        )
    ]
}
