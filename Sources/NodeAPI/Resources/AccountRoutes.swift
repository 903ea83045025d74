internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Wire

/// Accounts: what they have, how they got it, and money on its way in.
enum AccountRoutes {
    /// The longest name of a deposit's source in Unicode scalars, as JSON Schema counts them.
    static let sourceLimit = 255

    static let all: [APIRoute] = [
        .get("/api/account", AccountDescription.own, access: .key, answer: own),
        .get("/api/accounts/{address}", AccountDescription.showing, answer: show),
        .post(
            "/api/accounts", AccountDescription.opening, access: .operatorKey, body: .none,
            answer: open),
        .post(
            "/api/deposits", AccountDescription.depositing, access: .operatorKey, answer: deposit),
    ]

    private static func own(_ call: APICall) async throws -> Response {
        let caller = try call.caller
        let balance = try await call.services.callers.balance(of: caller.account)
        return .json(
            .object([
                ("account", .account(caller.account)), ("balance", .amount(balance)),
                ("operator", .bool(caller.isOperator)),
            ]), headers: [.cacheControl: "no-store"])
    }

    private static func show(_ call: APICall) async throws -> Response {
        guard let address = AccountAddress(hex: call.parameter("address")) else {
            throw notAnAddress("address")
        }
        let record = try await call.services.books.account(
            address, before: try call.query.index("before"))
        guard let record else {
            throw ServiceRefusal.notFound("The account \(address) is not open.")
        }
        return .json(record.json(profile: call.services.profiles.profile(of: address)))
    }

    private static func open(_ call: APICall) async throws -> Response {
        let (account, key) = try await call.services.intake.openAccount(caller: try call.caller)
        return .json(
            .object([("account", .account(account)), ("apiKey", .string(key))]),
            status: .created,
            headers: [.location: "/api/accounts/\(account)", .cacheControl: "no-store"])
    }

    private static func deposit(_ call: APICall) async throws -> Response {
        let fields = try JSONFields(call.body)
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
