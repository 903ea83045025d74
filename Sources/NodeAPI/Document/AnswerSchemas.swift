internal import Ledger
internal import Wire

/// Schemas of answers, their lines and their rows.
enum AnswerSchemas {
    static let all: [(String, JSONValue)] = [
        ("Attribution", attribution), ("Source", source), ("Row", row), ("NewRow", newRow),
        ("Shares", six(Schema.integer("Basis points of the fee."))),
        ("Parts", six(Schema.named("Amount"))), ("Receipt", receipt),
    ]

    private static let weight = Schema.integer(
        "Parts per billion.", minimum: 0, maximum: 1_000_000_000)

    private static let attribution = Schema.object(
        Schema.member("receipt", Schema.named("Index")),
        Schema.member("model", Schema.string()),
        Schema.member("entry", Schema.string("The entry's bytes in base64.")),
        Schema.member(
            "grade",
            Schema.words(
                EvidenceGrade.words.map(\.word), "How the attribution can be checked.")),
        Schema.member("fee", Schema.named("Amount")),
        Schema.member("shares", Schema.named("Shares")),
        Schema.member("parts", Schema.named("Parts")),
        Schema.member("sources", Schema.array(Schema.named("Source"))),
        Schema.member(
            "unattributed",
            Schema.object(
                Schema.member("weight", weight), Schema.member("amount", Schema.named("Amount")))),
        Schema.member(
            "duplicates",
            Schema.array(Schema.named("Row"), "Rows that repeat a source and earn nothing.")))

    private static let source = Schema.object(
        Schema.member("row", Schema.integer("The row's number in its Datanet.")),
        Schema.member("account", Schema.named("Account")),
        Schema.member("weight", weight), Schema.member("lower", weight),
        Schema.member("amount", Schema.named("Amount")),
        Schema.member("paid", Schema.named("Amount")),
        Schema.member("held", Schema.named("Amount")),
        Schema.member("reason", Schema.words(LineReason.allCases.map(\.word))),
        Schema.member("text", Schema.nullable(Schema.string())),
        Schema.member("label", Schema.nullable(Schema.string())))

    private static let row = Schema.object(
        Schema.member("row", Schema.nullable(Schema.integer())),
        Schema.member("duplicateOf", Schema.nullable(Schema.integer())),
        Schema.member("account", Schema.named("Account")),
        Schema.member("text", Schema.string()), Schema.member("label", Schema.string()))

    private static let newRow = Schema.object(
        Schema.member("text", Schema.string(minimum: 1)),
        Schema.member("label", Schema.string(minimum: 1)))

    private static func six(_ schema: JSONValue) -> JSONValue {
        Schema.object(
            Schema.member("contributors", schema), Schema.member("modelMaker", schema),
            Schema.member("node", schema), Schema.member("baseModel", schema),
            Schema.member("burn", schema), Schema.member("stakers", schema))
    }

    private static let receipt = Schema.object(
        Schema.member("receipt", Schema.named("Index")),
        Schema.member("kind", Schema.string()),
        Schema.member("timestamp", Schema.integer("Seconds since 1970.")),
        Schema.member("leaf", Schema.named("Digest")),
        Schema.member("entry", Schema.string("The entry's bytes in base64.")),
        Schema.member("question", Schema.nullable(Schema.string())),
        Schema.member("answer", Schema.nullable(Schema.string())),
        Schema.member("attribution", Schema.nullable(Schema.named("Attribution"))))
}
