internal import Economy
internal import Identity
internal import Money
internal import Wire

extension JSONFields {
    /// The policy of a Datanet that is opened: the defaults, but for what `policy` states; nil
    /// where that is missing.
    ///
    /// - Throws: ``HTTPProblem`` that names the member.
    func datanetPolicy() throws(HTTPProblem) -> DatanetPolicy? {
        guard let fields = try optionalObject("policy") else { return nil }
        try fields.allow(
            only: "trainers", "leastPrice", "contributorsLeast", "revealWindow",
            "leastEvaluationItems", "minimumRows")
        var policy = DatanetPolicy()
        try fields.readTrainers(into: &policy)
        if fields["leastPrice"] != nil { policy.leastFee = try fields.amount("leastPrice") }
        policy.contributorsLeast = try fields.number(
            "contributorsLeast", policy.contributorsLeast)
        policy.revealWindow = try fields.number("revealWindow", policy.revealWindow)
        policy.leastEvaluationItems = try fields.number(
            "leastEvaluationItems", policy.leastEvaluationItems)
        policy.minimumRows = try fields.number("minimumRows", policy.minimumRows)
        if let flaw = policy.foundingFlaw { throw .invalid("policy", flaw.description) }
        return policy
    }

    private func readTrainers(into policy: inout DatanetPolicy) throws(HTTPProblem) {
        guard let value = self["trainers"] else { return }
        switch value.stringValue {
        case "anyone": policy.trainers = .anyone
        case "owner": policy.trainers = .owner
        default:
            let accounts = (value.arrayValue ?? []).map {
                $0.stringValue.flatMap(AccountAddress.init(hex:))
            }
            guard !accounts.isEmpty, !accounts.contains(nil) else {
                throw problem("trainers", "must be \"anyone\", \"owner\" or a list of accounts.")
            }
            policy.trainers = .listed
            policy.listedTrainers = Set(accounts.compactMap(\.self)).sorted()
        }
    }

    private func number<Number: FixedWidthInteger>(
        _ member: String, _ usual: Number
    ) throws(HTTPProblem) -> Number {
        guard let value = try optionalInteger(member) else { return usual }
        guard let number = Number(exactly: value) else {
            throw problem(member, "must be 0 to \(Number.max).")
        }
        return number
    }
}

extension DatanetPolicy {
    /// The policy as a Datanet's card states it.
    var json: JSONValue {
        let mayTrain: JSONValue =
            switch trainers {
            case .anyone: .string("anyone")
            case .owner: .string("owner")
            case .listed: .array(listedTrainers.map(JSONValue.account))
            }
        return .object([
            ("trainers", mayTrain), ("leastPrice", .amount(leastFee)),
            ("contributorsLeast", .integer(Int64(contributorsLeast))),
            ("revealWindow", .integer(Int64(revealWindow))),
            ("leastEvaluationItems", .integer(Int64(leastEvaluationItems))),
            ("minimumRows", .integer(Int64(minimumRows))),
            ("evaluator", evaluator.map(JSONValue.account) ?? .null),
        ])
    }
}

/// What the OpenAPI document says of a Datanet's policy.
enum DatanetPolicyDescription {
    /// As it is stated when a Datanet is opened; null leaves a member out.
    static let schema = Schema.closed(
        members.map { Schema.optional($0.name, Schema.nullable($0.schema)) })

    /// As a card shows it.
    static let shown = Schema.object(
        members + [
            Schema.optional(
                "evaluator",
                Schema.any(
                    of: Schema.account, Schema.null,
                    description: "Who judges contributors; null in logs of before: the owner."))
        ])

    private static let members = [
        Schema.optional(
            "trainers",
            Schema.any(
                of: Schema.words(["anyone", "owner"]),
                Schema.array(
                    Schema.named("Account"), minimum: 1, maximum: Int(DatanetPolicy.trainerLimit)),
                description: "Who may train: anyone (the default), the owner, or some accounts "
                    + "and the owner.")),
        Schema.optional("leastPrice", Schema.named("PositiveAmount")),
        Schema.optional(
            "contributorsLeast",
            Schema.integer(
                "The contributors' least share of a price, in basis points.", minimum: 0,
                maximum: 9_000)),
        Schema.optional(
            "revealWindow",
            Schema.integer(
                "Entries between a commit and its reveal.", minimum: 1, maximum: 1_000_000)),
        Schema.optional(
            "leastEvaluationItems",
            Schema.integer(
                "Items, none of them trained on, by which contributors may be judged.",
                minimum: 100, maximum: 1_000_000)),
        Schema.optional(
            "minimumRows",
            Schema.integer(
                "Rows with which an account is judged.", minimum: 1, maximum: 10_000)),
    ]
}
