internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/datanets/{name}/objections`: what contributors say against near-copy verdicts, and what
/// the Datanet's owner decides.
enum ObjectionRoutes {
    /// The most Unicode scalars of a reason, as JSON Schema counts them.
    static let reasonLimit = 1_000
    /// A contribution has fewer than 2³² rows.
    static let positionLimit = Int(UInt32.max)

    static let all: [Route] = [
        .post(
            "/api/datanets/{name}/objections", ObjectionDescription.objecting, answer: object),
        .get(
            "/api/datanets/{name}/objections", ObjectionDescription.listing, access: .key,
            answer: list),
        .post(
            "/api/datanets/{name}/objections/{number}", ObjectionDescription.deciding,
            access: .operatorKey, answer: decide),
    ]

    private static func object(_ call: Call) async throws -> Response {
        let fields = try JSONFields(call.body)
        try fields.allow(only: "contribution", "position", "reason")
        guard let contribution = DecimalText.parse(try fields.string("contribution")) else {
            throw fields.problem("contribution", "must be a receipt's number in decimal.")
        }
        let position = try fields.integer("position")
        guard (0...Int64(positionLimit)).contains(position) else {
            throw fields.problem("position", "must be 0 to \(positionLimit).")
        }
        let objection = try await call.services.objecting.object(
            to: Int(position), ofContribution: contribution, reason: try reason(fields),
            in: call.capture("name"), caller: try call.caller)
        return .json(objection.json, status: .created, headers: unkept)
    }

    private static func list(_ call: Call) async throws -> Response {
        let page = try await call.services.objecting.objections(
            in: call.capture("name"), after: try call.query.index("after"),
            caller: try call.caller)
        return .json(
            .object([
                ("objections", .array(page.objections.map(\.json))), ("next", .index(page.next)),
            ]), headers: unkept)
    }

    private static func decide(_ call: Call) async throws -> Response {
        let fields = try JSONFields(call.body)
        try fields.allow(only: "upheld", "reason")
        let (objection, isNew) = try await call.services.objecting.decide(
            try call.index("number"), in: call.capture("name"),
            isUpheld: try fields.bool("upheld"), reason: try reason(fields),
            caller: try call.caller)
        return .json(objection.json, status: isNew ? .created : .ok, headers: unkept)
    }

    /// A reason within its limit; what it may hold is the service's to say.
    private static func reason(_ fields: JSONFields) throws(HTTPProblem) -> String {
        let reason = try fields.string("reason")
        guard (1...reasonLimit).contains(reason.unicodeScalars.count) else {
            throw fields.problem("reason", "must have 1 to \(reasonLimit) characters.")
        }
        return reason
    }

    private static let unkept: HTTPFields = [.cacheControl: "private, no-store"]
}

extension ObjectionRecord {
    var json: JSONValue {
        let ruling = ruling.map { ruling in
            JSONValue.object([
                ("reason", .string(ruling.reason)), ("made", .count(ruling.seconds)),
            ])
        }
        let takenIn = takenIn.map { place in
            JSONValue.object([
                ("row", .count(place.row)), ("commit", .index(place.commit)),
                ("reveal", .index(place.reveal)),
            ])
        }
        return .object([
            ("number", .index(number)), ("state", .string(state.rawValue)),
            ("account", .account(account)), ("contribution", .index(contribution)),
            ("position", .count(position)), ("duplicateOf", .count(original)),
            ("text", .string(row.text)), ("label", .text(row.label)), ("reason", .string(reason)),
            ("made", .count(seconds)), ("decision", ruling ?? .null),
            ("takenIn", takenIn ?? .null),
        ])
    }
}

extension ObjectionCounts {
    var json: JSONValue {
        .object([
            ("open", .count(open)), ("upheld", .count(upheld)), ("dismissed", .count(dismissed)),
        ])
    }
}

/// What the OpenAPI document says of objections.
private enum ObjectionDescription {
    private static let name = Operation.Parameter.path(
        "name", Schema.string(), "The Datanet's name.", example: "debian-sections")

    static let objecting = Operation(
        id: "objectToVerdict", tag: "Datanets",
        summary: "Objects to the verdict that a row of one's own is a near-copy.",
        detail: """
            Costs nothing. The Datanet's owner decides. A row of the same words as an earlier one \
            stays a duplicate, and each row is objected to once.
            """,
        parameters: [name],
        body: Schema.closed(
            Schema.member("contribution", Schema.index),
            Schema.member(
                "position",
                Schema.integer(
                    "The row's place among those that were sent, from 0.", minimum: 0,
                    maximum: ObjectionRoutes.positionLimit)),
            Schema.member("reason", ObjectionSchemas.newReason)),
        example: .object([
            ("contribution", .string("12")), ("position", .integer(0)),
            ("reason", .string("The two programs are different ones.")),
        ]),
        replies: [.json(Schema.named("Objection"), "The objection.", status: 201)],
        refusals: [
            400: "A member cannot be used; it is named.",
            403: "The row is another account's.",
            404: "There is no such Datanet, contribution or row.",
            409: "The row was accepted, has an earlier row's words, or was objected to before; or "
                + "as many objections are open as may be.",
        ])

    static let listing = Operation(
        id: "listObjections", tag: "Datanets",
        summary: "Lists the key's objections in their order, 50 a page; all for the operator.",
        parameters: [
            name, .query("after", Schema.named("Index"), "`next` of the page before."),
        ],
        replies: [
            .json(
                Schema.object(
                    Schema.member(
                        "objections",
                        Schema.array(Schema.named("Objection"), maximum: ObjectionPage.limit)),
                    Schema.member("next", Schema.optionalIndex)), "A page.")
        ],
        refusals: [404: "There is no such Datanet."])

    static let deciding = Operation(
        id: "decideObjection", tag: "Datanets", summary: "Decides an objection, once.",
        detail: """
            Where it is upheld, the row is taken in as a contribution of its own under its \
            contributor's key, and only the rule on the same words still holds for it. The same \
            decision again finishes what was interrupted and changes nothing else.
            """,
        parameters: [
            name,
            .path("number", Schema.named("Index"), "The objection's number.", example: "1"),
        ],
        body: Schema.closed(
            Schema.member("upheld", Schema.boolean("Whether the row is taken in after all.")),
            Schema.member("reason", ObjectionSchemas.newReason)),
        example: .object([
            ("upheld", .bool(true)), ("reason", .string("They are different programs.")),
        ]),
        replies: [
            .json(Schema.named("Objection"), "It was decided so before."),
            .json(Schema.named("Objection"), "It is decided.", status: 201),
        ],
        refusals: [
            400: "A member cannot be used; it is named.",
            403: "The key is not the operator's, or the node does not keep the contributor's key.",
            404: "There is no such Datanet or objection.",
            409: "It was decided the other way, an accepted row has the same words by now, the "
                + "Datanet is full, or the log has moved on, so decide again.",
        ])
}

/// Schemas of objections.
enum ObjectionSchemas {
    static let all: [(String, JSONValue)] = [("Objection", objection)]

    /// How many there are in which state.
    static let counts = Schema.object(
        ObjectionRecord.State.allCases.map(\.rawValue), Schema.count)

    /// A reason that is sent: no controls but tabs and line breaks, which become spaces, no
    /// bidirectional overrides, and one character that is no space.
    static let newReason = Schema.string(
        "Tabs and line breaks in it become spaces.",
        pattern: "^[^\(forbidden)]*[^\(forbidden)\(spaces)][^\(forbidden)]*$", minimum: 1,
        maximum: ObjectionRoutes.reasonLimit)

    private static let forbidden =
        #"\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u202A-\u202E\u2066-\u2069"#
    private static let spaces = #"\u0009-\u000D\u0020\u0085\u00A0\u2028\u2029"#

    private static let objection = Schema.object(
        Schema.member("number", Schema.index),
        Schema.member("state", Schema.words(ObjectionRecord.State.allCases.map(\.rawValue))),
        Schema.member("account", Schema.account), Schema.member("contribution", Schema.index),
        Schema.member("position", Schema.count), Schema.member("duplicateOf", Schema.count),
        Schema.member("text", Schema.text), Schema.member("label", Schema.nullable(Schema.text)),
        Schema.member("reason", reason), Schema.member("made", Schema.moment),
        Schema.member(
            "decision",
            Schema.nullable(
                Schema.object(
                    Schema.member("reason", reason), Schema.member("made", Schema.moment)))),
        Schema.member(
            "takenIn",
            Schema.any(
                of: Schema.object(
                    Schema.member("row", Schema.count), Schema.member("commit", Schema.index),
                    Schema.member("reveal", Schema.index)), Schema.null,
                description: "Where the row of an upheld objection stands; null until it does.")))

    private static let reason = Schema.string(minimum: 1, maximum: ObjectionRoutes.reasonLimit)
}
