internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/datanets`: collections of rows, and rows on their way in.
enum DatanetRoutes {
    /// The longest query in Unicode scalars, as JSON Schema counts them.
    static let queryLimit = 256
    /// The most labels that a Datanet may have.
    static let labelLimit = 1_000

    /// So many repeated rows are named in the reply to a contribution.
    static let pairLimit = 1_000

    static let all: [Route] = [
        .get("/api/datanets", DatanetDescription.listing, answer: list),
        .post(
            "/api/datanets", DatanetDescription.founding, access: .operatorKey, answer: found),
        .get("/api/datanets/{name}", DatanetDescription.showing, answer: show),
        .get("/api/datanets/{name}/rows", DatanetDescription.reading, answer: rows),
        .post(
            "/api/datanets/{name}/contributions", DatanetDescription.contributing, body: .rows,
            answer: contribute),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let cards = try await call.services.catalogue.datanets()
        return .json(.object([("datanets", .array(cards.map(\.json)))]))
    }

    private static func found(_ call: Call) async throws -> Response {
        let fields = try JSONFields(call.body)
        try fields.allow(only: "name", "labels", "policy")
        let name = try fields.string("name")
        let labels = try labels(of: fields)
        let entry = try await call.services.intake.foundDatanet(
            name, labels: labels, policy: try fields.datanetPolicy(), caller: try call.caller)
        return .json(
            .object([("name", .string(name)), ("entry", .index(entry))]), status: .created,
            headers: [.location: "/api/datanets/\(name)"])
    }

    /// The labels of a Datanet whose rows have some; none where the member is missing.
    private static func labels(of fields: JSONFields) throws(HTTPProblem) -> [String] {
        guard let values = try fields.optionalArray("labels") else { return [] }
        var labels: [String] = []
        for (position, value) in values.enumerated() {
            guard let label = value.stringValue else {
                throw .invalid("labels[\(position)]", "A label is a string.")
            }
            labels.append(label)
        }
        let names = Set(labels.map { ByteName($0) })
        guard 2...labelLimit ~= labels.count, names.count == labels.count else {
            throw fields.problem("labels", "must be 2 to \(labelLimit) labels, each once.")
        }
        return labels
    }

    private static func show(_ call: Call) async throws -> Response {
        let name = call.capture("name")
        let card = try await call.services.catalogue.datanets().first { $0.name == name }
        guard let card else { throw unknown(name) }
        return .json(card.json)
    }

    private static func rows(_ call: Call) async throws -> Response {
        let name = call.capture("name")
        let query = call.query["q"].flatMap { $0.isEmpty ? nil : $0 }
        guard query?.unicodeScalars.count ?? 0 <= queryLimit else {
            throw HTTPProblem.invalid("q", "q is over the limit of \(queryLimit) characters.")
        }
        let page = try await call.services.catalogue.rows(
            of: name, query: query, after: try call.query.index("after"))
        guard let page else { throw unknown(name) }
        return .json(
            .object([("rows", .array(page.rows.map(\.json))), ("next", .index(page.next))]))
    }

    private static func contribute(_ call: Call) async throws -> Response {
        let fields = try JSONFields(call.body)
        try fields.allow(only: "rows")
        let rows = try fields.rows("rows", limits: call.limits)
        let receipt = try await call.services.intake.contribute(
            rows, to: call.capture("name"), caller: try call.caller)
        return .json(receipt.json, status: receipt.wasThere ? .ok : .created)
    }

    private static func unknown(_ name: String) -> ServiceRefusal {
        .notFound("There is no Datanet '\(name)'.")
    }
}

extension DatanetCard {
    var json: JSONValue {
        let contributors = contributions.map { contribution in
            JSONValue.object([
                ("account", .account(contribution.account)),
                ("accepted", .count(contribution.acceptedCount)),
                ("duplicates", .count(contribution.duplicateCount)),
            ])
        }
        return .object([
            ("name", .string(name)), ("entry", .index(index)),
            ("labels", .array(labels.map(JSONValue.string))), ("policy", policy?.json ?? .null),
            ("accepted", .count(acceptedCount)), ("duplicates", .count(duplicateCount)),
            ("rowsRoot", .digest(rowsRoot)), ("contributions", .array(contributors)),
            ("contributionCount", .count(contributionCount)),
            ("contributorCount", .count(contributorCount)), ("objections", objections.json),
        ])
    }
}

extension ContributionReceipt {
    var json: JSONValue {
        .object([
            ("commit", .index(commit)), ("reveal", .index(reveal)),
            ("accepted", .count(acceptedCount)), ("duplicates", .count(duplicateCount)),
            ("wasThere", .bool(wasThere)),
            (
                "repeats",
                .array(
                    pairs.prefix(DatanetRoutes.pairLimit).map { pair in
                        .object([
                            ("position", .count(pair.position)),
                            ("duplicateOf", .count(pair.original)),
                            ("evidence", .string(pair.evidence)),
                        ])
                    })
            ),
        ])
    }
}

/// What the OpenAPI document says of Datanets.
enum DatanetDescription {
    private static let name = Operation.Parameter.path(
        "name", Schema.string(), "The Datanet's name.", example: "debian-sections")

    static let listing = Operation(
        id: "listDatanets", tag: "Datanets", summary: "Lists the Datanets by name.",
        replies: [
            .json(
                Schema.object(Schema.member("datanets", Schema.array(Schema.named("Datanet")))),
                "The Datanets.")
        ])

    static let founding = Operation(
        id: "foundDatanet", tag: "Datanets", summary: "Opens a Datanet.",
        detail: "The same name with the same labels again changes nothing, its policy included.",
        body: Schema.closed(
            Schema.member("name", Schema.string(pattern: "^[a-z0-9-]{1,64}$")),
            Schema.optional(
                "labels",
                Schema.array(
                    Schema.string("What its rows may be labelled.", minimum: 1, maximum: 64),
                    minimum: 2, maximum: DatanetRoutes.labelLimit,
                    "Missing for rows without labels, where the node trains on such.")),
            Schema.optional("policy", Schema.nullable(DatanetPolicyDescription.schema))),
        example: .object([
            ("name", .string("poems")),
            ("labels", .array([.string("sonnet"), .string("limerick")])),
        ]),
        replies: [
            .json(
                Schema.object(
                    Schema.member("name", Schema.string()),
                    Schema.member("entry", Schema.named("Index"))),
                "The Datanet's entry.", status: 201, headers: [HTTPField.Name.location.rawName])
        ],
        refusals: [
            400: "The name, a label or the policy cannot be used.",
            409: "There is another Datanet of the name.",
        ])

    static let showing = Operation(
        id: "showDatanet", tag: "Datanets", summary: "Shows one Datanet.", parameters: [name],
        replies: [.json(Schema.named("Datanet"), "The Datanet.")],
        refusals: [404: "There is no such Datanet."])

    static let reading = Operation(
        id: "listRows", tag: "Datanets",
        summary: "Lists a Datanet's rows in the order of their contributions, 50 a page.",
        detail: """
            A page of a search may hold fewer rows, even none, before the end: one request looks \
            at so many rows and no more. Only `next` tells the end.
            """,
        parameters: [
            name,
            .query(
                "q", Schema.string(maximum: DatanetRoutes.queryLimit),
                "Words that a row must contain."),
            .query("after", Schema.named("Index"), "`next` of the page before."),
        ],
        replies: [
            .json(
                Schema.object(
                    Schema.member("rows", Schema.array(Schema.named("Row"))),
                    Schema.member("next", Schema.nullable(Schema.named("Index")))), "A page.")
        ],
        refusals: [404: "There is no such Datanet."])

    static let contributing = Operation(
        id: "contributeRows", tag: "Datanets", summary: "Contributes rows to a Datanet.",
        detail: """
            Commits to the rows, then reveals them. The same rows again change nothing. Who finds \
            a near-copy among `repeats` that is none objects with \
            POST /api/datanets/{name}/objections, giving `commit` as `contribution` and the \
            row's `position`.
            """,
        parameters: [name],
        body: Schema.closed(
            Schema.member(
                "rows",
                Schema.array(Schema.named("NewRow"), minimum: 1, maximum: RequestLimits().rows))),
        example: .object([
            (
                "rows",
                .array([
                    .object([
                        ("text", .string("small and fast web server")), ("label", .string("httpd")),
                    ])
                ])
            )
        ]),
        replies: [
            .json(Schema.named("Contribution"), "The same rows were there before."),
            .json(Schema.named("Contribution"), "The rows are in the log.", status: 201),
        ],
        refusals: [
            400: "A row cannot be used: it, or its member, is named.",
            403: "The node does not keep the account's key.", 404: "There is no such Datanet.",
            409: "The log has moved on, so send the rows again; or the Datanet is full.",
            429: "The account has contributed as much as it may in an hour.",
        ])
}

// MARK: - Schemas

extension DatanetRoutes {
    static let schemas: [(String, JSONValue)] = [
        ("Datanet", datanet), ("Contribution", contribution), ("Row", row), ("NewRow", newRow),
    ]

    private static let datanet = Schema.object(
        Schema.member("name", Schema.text), Schema.member("entry", Schema.optionalIndex),
        Schema.member("labels", Schema.array(Schema.text)),
        Schema.member("policy", Schema.any(of: DatanetPolicyDescription.shown, Schema.null)),
        Schema.member("accepted", Schema.count), Schema.member("duplicates", Schema.count),
        Schema.member("rowsRoot", Schema.digest),
        Schema.member(
            "contributions",
            Schema.array(
                Schema.object(
                    Schema.member("account", Schema.account),
                    Schema.member("accepted", Schema.count),
                    Schema.member("duplicates", Schema.count)),
                maximum: DatanetCard.contributionLimit, "The first ones.")),
        Schema.member("contributionCount", Schema.count),
        Schema.member("contributorCount", Schema.count),
        Schema.member("objections", ObjectionSchemas.counts))

    private static let contribution = Schema.object(
        Schema.member("commit", Schema.index), Schema.member("reveal", Schema.index),
        Schema.member("accepted", Schema.count), Schema.member("duplicates", Schema.count),
        Schema.member("wasThere", Schema.boolean("Whether nothing was done.")),
        Schema.member(
            "repeats",
            Schema.array(
                Schema.object(
                    Schema.member("position", Schema.count),
                    Schema.member("duplicateOf", Schema.integer()),
                    Schema.member("evidence", Schema.text)),
                maximum: pairLimit,
                "Rows, by their place in the request, that repeat an earlier row of the Datanet, "
                    + "and why. The same words cannot be objected to; a near-copy can.")))

    private static let row = Schema.object(
        Schema.member("row", Schema.nullable(Schema.integer())),
        Schema.member("duplicateOf", Schema.nullable(Schema.integer())),
        Schema.member("account", Schema.account), Schema.member("text", Schema.text),
        Schema.member("label", Schema.nullable(Schema.text)),
        Schema.member(
            "despite",
            Schema.any(
                of: Schema.integer(), Schema.null,
                description: "The earlier row that it was taken for a near-copy of, where an "
                    + "objection to that was upheld.")))

    private static let newRow = Schema.closed(
        Schema.member(
            "text",
            Schema.string("Tabs and line breaks in it become spaces.", minimum: 1)),
        Schema.optional(
            "label", Schema.string("Required where the rows are labelled.", minimum: 1)))
}
