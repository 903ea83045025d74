internal import Economy
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Money
internal import Wire

/// Accounts: what they have, how they got it, and money on its way in.
enum AccountRoutes {
    /// The longest name of a deposit's source in Unicode scalars, as JSON Schema counts them.
    static let sourceLimit = 255

    static let all: [Route] = [
        .get("/api/account", AccountDescription.own, access: .key, answer: own),
        .get("/api/accounts/{address}", AccountDescription.showing, answer: show),
        .post(
            "/api/accounts", AccountDescription.opening, access: .operatorKey, body: .none,
            answer: open),
        .post(
            "/api/deposits", AccountDescription.depositing, access: .operatorKey, answer: deposit),
    ]

    private static func own(_ call: Call) async throws -> Response {
        let caller = try call.caller
        let balance = try await call.services.callers.balance(of: caller.account)
        return .json(
            .object([
                ("account", .account(caller.account)), ("balance", .amount(balance)),
                ("operator", .bool(caller.isOperator)),
            ]), headers: [.cacheControl: "no-store"])
    }

    private static func show(_ call: Call) async throws -> Response {
        guard let address = AccountAddress(hex: call.capture("address")) else {
            throw notAnAddress("address")
        }
        let record = try await call.services.ledger.account(
            address, before: try call.query.index("before"))
        guard let record else {
            throw ServiceRefusal.notFound("The account \(address) is not open.")
        }
        return .json(record.json(profile: call.services.profiles.profile(of: address)))
    }

    private static func open(_ call: Call) async throws -> Response {
        let (account, key) = try await call.services.intake.openAccount(caller: try call.caller)
        return .json(
            .object([("account", .account(account)), ("apiKey", .string(key))]),
            status: .created,
            headers: [.location: "/api/accounts/\(account)", .cacheControl: "no-store"])
    }

    private static func deposit(_ call: Call) async throws -> Response {
        let fields = try JSONFields(call.body)
        try fields.allow(only: "account", "amount", "source")
        guard let account = AccountAddress(hex: try fields.string("account")) else {
            throw notAnAddress("account")
        }
        let source = try fields.string("source")
        guard (1...sourceLimit).contains(source.unicodeScalars.count) else {
            throw fields.problem("source", "must have 1 to \(sourceLimit) characters.")
        }
        let entry = try await call.services.intake.deposit(
            try fields.amount("amount"), for: account, source: source, caller: try call.caller)
        return .json(.object([("entry", .index(entry))]), status: .created)
    }

    private static func notAnAddress(_ parameter: String) -> HTTPProblem {
        .invalid(
            parameter,
            "An account is 0x and 40 hexadecimal digits, in lower case or with the checksum of "
                + "EIP-55.")
    }
}

extension AccountRecord {
    /// The statement, with the account's public name where it has one.
    func json(profile: AccountProfile?) -> JSONValue {
        .object([
            ("account", .account(statement.account)),
            ("name", .text(profile?.name)), ("kind", .text(profile?.kind.rawValue)),
            ("balance", .amount(statement.payable)), ("held", held),
            ("deposited", .amount(statement.deposited)), ("spent", .amount(statement.spent)),
            ("earned", earned), ("lines", .array(lines.map(\.json))), ("next", .index(next)),
            ("contributions", .array(contributions.map(contribution))),
        ])
    }

    private var held: JSONValue {
        .object(HoldReason.allCases.map { ($0.word, .amount(statement.held($0))) })
    }

    private var earned: JSONValue {
        .object([
            ("rows", .amount(statement.earnedByRows)), ("maker", .amount(statement.earnedAsMaker)),
            ("node", .amount(statement.earnedAsNode)),
            ("baseModel", .amount(statement.earnedAsBaseModel)),
        ])
    }

    private func contribution(
        _ contribution: (datanet: String, acceptedCount: Int, duplicateCount: Int)
    ) -> JSONValue {
        .object([
            ("datanet", .string(contribution.datanet)),
            ("accepted", .count(contribution.acceptedCount)),
            ("duplicates", .count(contribution.duplicateCount)),
        ])
    }
}

extension AccountRecord.Line {
    var json: JSONValue {
        .object(
            [
                ("index", .index(index)), ("timestamp", .count(timestampSeconds)),
                ("kind", .string(type.word)), ("received", .amount(received)),
                ("spent", .amount(spent)),
            ] + HoldReason.allCases.map { ($0.heldWord, .amount(held($0))) })
    }
}

/// What the OpenAPI document says of accounts and deposits.
enum AccountDescription {
    static let own = Operation(
        id: "showOwnAccount", tag: "Accounts", summary: "Shows the key's account and its balance.",
        replies: [
            .json(
                Schema.object(
                    Schema.member("account", Schema.named("Account")),
                    Schema.member("balance", Schema.named("Amount")),
                    Schema.member("operator", Schema.boolean("Whether it runs the log."))),
                "The account.")
        ])

    static let showing = Operation(
        id: "showAccount", tag: "Accounts",
        summary: "Shows an account's statement, 50 lines a page.",
        parameters: [
            .path(
                "address", Schema.named("AccountParameter"), "The account.",
                example: "0x0000000000000000000000000000000000000001"),
            .query("before", Schema.named("Index"), "`next` of the page before."),
        ],
        replies: [.json(Schema.named("Statement"), "The statement.")],
        refusals: [404: "The account is not open."])

    static let opening = Operation(
        id: "openAccount", tag: "Accounts", summary: "Opens an account with an API key.",
        detail: "The key is shown once.",
        replies: [
            .json(
                Schema.object(
                    Schema.member("account", Schema.named("Account")),
                    Schema.member("apiKey", Schema.string("Keep it secret."))),
                "The account and its key.", status: 201,
                headers: [HTTPField.Name.location.rawName])
        ])

    static let depositing = Operation(
        id: "deposit", tag: "Accounts", summary: "Brings money in for an account.",
        body: Schema.closed(
            Schema.member("account", Schema.named("AccountParameter")),
            Schema.member("amount", Schema.named("PositiveAmount")),
            Schema.member(
                "source",
                Schema.string(
                    "Makes a repeated deposit the same deposit.", minimum: 1,
                    maximum: AccountRoutes.sourceLimit))),
        example: .object([
            ("account", .string("0x0000000000000000000000000000000000000001")),
            ("amount", .string("1000000000")), ("source", .string("invoice 7")),
        ]),
        replies: [
            .json(
                Schema.object(Schema.member("entry", Schema.named("Index"))),
                "The deposit's entry.", status: 201)
        ],
        refusals: [
            404: "The account is not open.",
            409: "The source was used with another account or amount.",
        ])
}

// MARK: - Schemas

extension AccountRoutes {
    static let schemas: [(String, JSONValue)] = [
        ("Statement", statement), ("StatementLine", line),
    ]

    private static let statement = Schema.object(
        Schema.member("account", Schema.account),
        Schema.member("name", Schema.nullable(Schema.text)),
        Schema.member("kind", Schema.nullable(Schema.words(["team", "person", "program"]))),
        Schema.member("balance", Schema.amount),
        Schema.member("held", Schema.object(HoldReason.allCases.map(\.word), Schema.amount)),
        Schema.member("deposited", Schema.named("Sum")),
        Schema.member("spent", Schema.named("Sum")),
        Schema.member(
            "earned",
            Schema.object(["rows", "maker", "node", "baseModel"], Schema.named("Sum"))),
        Schema.member("lines", Schema.array(Schema.named("StatementLine"))),
        Schema.member("next", Schema.optionalIndex),
        Schema.member(
            "contributions",
            Schema.array(
                Schema.object(
                    Schema.member("datanet", Schema.text),
                    Schema.member("accepted", Schema.count),
                    Schema.member("duplicates", Schema.count)))))

    private static let line: JSONValue = {
        let fixed = [
            ("index", Schema.index), ("timestamp", Schema.moment), ("kind", Schema.text),
            ("received", Schema.amount), ("spent", Schema.amount),
        ]
        let held = HoldReason.allCases.map { ($0.heldWord, Schema.amount) }
        return Schema.object((fixed + held).map(Schema.member))
    }()
}
