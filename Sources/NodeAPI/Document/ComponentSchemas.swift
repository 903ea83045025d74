internal import Ledger
internal import Wire

/// The named schemas of the OpenAPI document.
enum ComponentSchemas {
    static let all: [(String, JSONValue)] =
        values + OpenAISchemas.all + ResourceSchemas.all + AnswerSchemas.all

    private static let values: [(String, JSONValue)] = [
        ("Amount", decimal("Nano-OPEN (1e-9 OPEN) in decimal, below 2^64.")),
        ("Sum", Schema.string("A sum of amounts, in nano-OPEN.", pattern: "^(0|[1-9][0-9]*)$")),
        ("Index", decimal("A place in the log, or a number, in decimal, below 2^64.")),
        ("Account", Schema.string("An address in EIP-55's spelling.", pattern: address)),
        (
            "AccountParameter",
            Schema.string(
                "An address in lower case; EIP-55's spelling is taken too where it is right.",
                pattern: "^0x[0-9a-f]{40}$")
        ),
        ("PositiveAmount", Schema.string("Nano-OPEN in decimal.", pattern: "^[1-9][0-9]{0,17}$")),
        ("Digest", Schema.string("SHA-256 in hexadecimal.", pattern: "^[0-9a-f]{64}$")),
        ("Problem", problem), ("OpenAIError", openAIError),
    ]

    private static let address = "^0x[0-9a-fA-F]{40}$"

    /// At most 19 digits, so that each text of the pattern is below 2⁶⁴.
    private static func decimal(_ description: String) -> JSONValue {
        Schema.string(description, pattern: "^(0|[1-9][0-9]{0,18})$")
    }

    private static let problem = Schema.object(
        Schema.member("type", Schema.string()), Schema.member("title", Schema.string()),
        Schema.member("status", Schema.integer()),
        Schema.member("detail", Schema.string("One sentence that says what to do.")),
        Schema.member("code", Schema.string("A word for programs.")),
        Schema.optional("parameter", Schema.string("The parameter at fault.")),
        description: "RFC 9457.")

    private static let openAIError = Schema.object(
        Schema.member(
            "error",
            Schema.object(
                Schema.member("message", Schema.string()),
                Schema.member("type", Schema.string()),
                Schema.member("param", Schema.nullable(Schema.string())),
                Schema.member("code", Schema.nullable(Schema.string())),
                Schema.optional("price", Schema.named("Amount")),
                Schema.optional("balance", Schema.named("Amount")),
                Schema.optional("maximum", Schema.named("Amount")))))
}
