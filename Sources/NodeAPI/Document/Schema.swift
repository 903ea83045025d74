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
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .object(
            [
                ("type", .string("object")),
                ("properties", .object(members.map { ($0.name, $0.schema) })),
            ] + (required.isEmpty ? [] : [("required", .array(required))])
                + described(description))
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
