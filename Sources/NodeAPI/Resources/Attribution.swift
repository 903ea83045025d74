internal import Economy
internal import Identity
internal import Ledger
internal import Money
internal import Wire

extension AnswerRecord {
    /// The extra field `attribution` of an answer: who is paid what, and the entry that says so.
    var attribution: JSONValue {
        // An answer names few accounts many times, and a checksum takes a hash.
        let lines = answer.lines
        let accounts = Set(lines.map(\.account))
        let names = Dictionary(uniqueKeysWithValues: accounts.map { ($0, "\($0)") })
        return .object([
            ("receipt", .index(index)), ("model", .string(model)),
            ("entry", .string(Base64.encode(receipt.entry.encoded))),
            ("grade", .string(answer.grade.word)),
            ("methods", .array(answer.methods.map(\.json))), ("fee", .amount(answer.fee)),
            ("shares", .shares(answer.shares)), ("parts", parts),
            ("sources", .array(lines.map { source($0, names) })),
            (
                "unattributed",
                .object([
                    ("weight", .weight(answer.unattributedWeight)),
                    ("amount", .amount(answer.unattributedAmount)),
                ])
            ),
            ("duplicates", .array(duplicates.map(\.json))),
            ("duplicateCount", .count(duplicateCount)),
        ])
    }

    /// The six parts of the fee.
    private var parts: JSONValue {
        let parts = answer.shares.split(answer.fee)
        return .object([
            ("contributors", .amount(parts.contributors)),
            ("modelMaker", .amount(parts.modelMaker)), ("node", .amount(parts.node)),
            ("baseModel", .amount(parts.baseModel)), ("burn", .amount(parts.burn)),
            ("stakers", .amount(parts.stakers)),
        ])
    }

    private func source(
        _ line: AnswerLine, _ names: [AccountAddress: String]
    ) -> JSONValue {
        let row = row(of: line)
        let subject = line.subject
        let (number, cluster): (JSONValue, JSONValue) =
            switch subject.kind {
            case .row: (.count(subject.number), .null)
            case .cluster: (.null, .count(subject.number))
            }
        return .object([
            ("datanet", .index(subject.datanet)), ("row", number), ("cluster", cluster),
            ("evidence", .array(line.evidence.words.map(JSONValue.string))),
            ("account", .text(names[line.account])),
            ("weight", .weight(line.weight)), ("lower", .weight(line.lower)),
            ("amount", .amount(line.amount)), ("paid", .amount(line.paid)),
            ("held", .amount(line.held)),
            ("reason", .string(line.reason?.word ?? HoldReason.noneWord)),
            ("text", .text(row?.text)), ("label", .text(row?.label)),
        ])
    }
}

extension AttributionMethod {
    var json: JSONValue {
        .object([
            ("id", .count(method)), ("version", .count(version)),
            ("index", .digest(indexDigest)),
        ])
    }
}

extension DatanetRowRecord {
    /// The row, with `row` for one that is paid and `duplicateOf` for one that is not.
    var json: JSONValue {
        let (row, original): (JSONValue, JSONValue) =
            switch status {
            case .accepted(let number): (.count(number), .null)
            case .duplicate(let number): (.null, .count(number))
            }
        return .object([
            ("row", row), ("duplicateOf", original), ("account", .account(account)),
            ("text", .string(text)), ("label", .text(label)),
            ("despite", despite.map { .count($0) } ?? .null),
        ])
    }
}

// MARK: - Schemas

/// Schemas of what an answer says about its payment.
enum AttributionSchemas {
    static let all: [(String, JSONValue)] = [
        ("Attribution", attribution), ("Source", source),
        ("Shares", six(Schema.integer("Basis points of the fee."))), ("Parts", six(Schema.amount)),
        ("Method", method),
    ]

    private static let weight = Schema.integer(
        "Parts per billion.", minimum: 0, maximum: 1_000_000_000)

    private static let attribution = Schema.object(
        Schema.member("receipt", Schema.index), Schema.member("model", Schema.text),
        Schema.member("entry", Schema.string("The entry's bytes in base64.")),
        Schema.member(
            "grade",
            Schema.words(
                EvidenceGrade.words.map(\.word), "How the attribution can be checked.")),
        Schema.member("methods", Schema.array(Schema.named("Method"))),
        Schema.member("fee", Schema.amount), Schema.member("shares", Schema.named("Shares")),
        Schema.member("parts", Schema.named("Parts")),
        Schema.member("sources", Schema.array(Schema.named("Source"))),
        Schema.member(
            "unattributed",
            Schema.object(
                Schema.member("weight", weight), Schema.member("amount", Schema.amount))),
        Schema.member(
            "duplicates",
            Schema.array(
                Schema.named("Row"), maximum: AnswerRecord.duplicateLimit,
                "Rows that repeat a source and earn nothing: the first ones.")),
        Schema.member("duplicateCount", Schema.count))

    private static let source = Schema.object(
        Schema.member("datanet", Schema.index),
        Schema.member("row", Schema.nullable(Schema.integer("The row's number in its Datanet."))),
        Schema.member("cluster", Schema.nullable(Schema.integer("Rows that say the same."))),
        Schema.member(
            "evidence",
            Schema.array(Schema.words(EvidenceKinds.words.map(\.word)))),
        Schema.member("account", Schema.account),
        Schema.member("weight", weight), Schema.member("lower", weight),
        Schema.member("amount", Schema.amount), Schema.member("paid", Schema.amount),
        Schema.member("held", Schema.amount),
        Schema.member(
            "reason",
            Schema.words([HoldReason.noneWord] + HoldReason.allCases.map(\.word))),
        Schema.member("text", Schema.nullable(Schema.text)),
        Schema.member("label", Schema.nullable(Schema.text)))

    private static let method = Schema.object(
        Schema.member("id", Schema.count), Schema.member("version", Schema.count),
        Schema.member("index", Schema.digest))

    private static func six(_ schema: JSONValue) -> JSONValue {
        Schema.object(
            ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"], schema)
    }
}
