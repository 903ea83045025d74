internal import Ledger
internal import Wire

/// JSON Schemas (draft 2020-12) as the OpenAPI document holds them.
enum Schema {
    /// A member of an object.
    struct Member {
        let name: String
        let schema: JSONValue
        let isRequired: Bool
    }

    /// A member that is always there.
    static func member(_ name: String, _ schema: JSONValue) -> Member {
        Member(name: name, schema: schema, isRequired: true)
    }

    /// A member that may be missing.
    static func optional(_ name: String, _ schema: JSONValue) -> Member {
        Member(name: name, schema: schema, isRequired: false)
    }

    static func object(_ members: Member..., description: String? = nil) -> JSONValue {
        object(members, description: description)
    }

    static func object(_ members: [Member], description: String? = nil) -> JSONValue {
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .object(
            [
                ("type", .string("object")),
                ("properties", .object(members.map { ($0.name, $0.schema) })),
            ] + (required.isEmpty ? [] : [("required", .array(required))])
                + described(description))
    }

    /// An object of a request in which no other member may stand.
    static func closed(_ members: Member...) -> JSONValue { closed(members) }

    static func closed(_ members: [Member]) -> JSONValue {
        .object((object(members).members ?? []) + [("additionalProperties", .bool(false))])
    }

    static func string(
        _ description: String? = nil, pattern: String? = nil, minimum: Int? = nil,
        maximum: Int? = nil
    ) -> JSONValue {
        .object(
            [("type", .string("string"))]
                + (pattern.map { [("pattern", .string($0))] } ?? [])
                + (minimum.map { [("minLength", .count($0))] } ?? [])
                + (maximum.map { [("maxLength", .count($0))] } ?? []) + described(description))
    }

    static func words(_ words: [String], _ description: String? = nil) -> JSONValue {
        .object(
            [("type", .string("string")), ("enum", .array(words.map(JSONValue.string)))]
                + described(description))
    }

    static func integer(
        _ description: String? = nil, minimum: Int? = nil, maximum: Int? = nil
    ) -> JSONValue {
        .object(
            [("type", .string("integer"))]
                + (minimum.map { [("minimum", .count($0))] } ?? [])
                + (maximum.map { [("maximum", .count($0))] } ?? []) + described(description))
    }

    static let number = JSONValue.object([("type", .string("number"))])

    static func boolean(_ description: String? = nil) -> JSONValue {
        .object([("type", .string("boolean"))] + described(description))
    }

    static let null = JSONValue.object([("type", .string("null"))])

    static func array(
        _ items: JSONValue, minimum: Int? = nil, maximum: Int? = nil, _ description: String? = nil
    ) -> JSONValue {
        .object(
            [("type", .string("array")), ("items", items)]
                + (minimum.map { [("minItems", .count($0))] } ?? [])
                + (maximum.map { [("maxItems", .count($0))] } ?? []) + described(description))
    }

    static func any(of schemas: JSONValue..., description: String? = nil) -> JSONValue {
        any(schemas, description: description)
    }

    static func any(_ schemas: [JSONValue], description: String? = nil) -> JSONValue {
        .object([("anyOf", .array(schemas))] + described(description))
    }

    static func nullable(_ schema: JSONValue) -> JSONValue { any(of: schema, null) }

    static func constant(_ value: JSONValue) -> JSONValue { .object([("const", value)]) }

    /// A schema of the document's components.
    static func named(_ name: String) -> JSONValue {
        .object([("$ref", .string("#/components/schemas/\(name)"))])
    }

    private static func described(_ text: String?) -> [(String, JSONValue)] {
        text.map { [("description", .string($0))] } ?? []
    }
}

// MARK: - Words of the domain

extension Schema {
    static let text = string()
    static let count = integer(minimum: 0)
    static let moment = integer("Seconds since 1970.")
    static let index = named("Index")
    static let optionalIndex = nullable(index)
    static let amount = named("Amount")
    static let account = named("Account")
    static let digest = named("Digest")

    /// An object whose members are all of one kind.
    static func object(_ names: [String], _ schema: JSONValue) -> JSONValue {
        .object([
            ("type", .string("object")),
            ("properties", .object(names.map { ($0, schema) })),
            ("required", .array(names.map(JSONValue.string))),
        ])
    }
}

/// The named schemas of the OpenAPI document; those of a resource stand beside its routes.
enum ComponentSchemas {
    static let all: [(String, JSONValue)] =
        values + OpenAIModelRoutes.schemas + ChatRoutes.schemas + EmbeddingRoutes.schemas
        + ModelRoutes.schemas + JobRoutes.schemas + DatanetRoutes.schemas + ObjectionSchemas.all
        + AccountRoutes.schemas + EntryRoutes.schemas + ReceiptRoutes.schemas
        + DisclosureRoutes.schemas + AttributionSchemas.all

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
