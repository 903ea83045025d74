internal import Wire

/// One of OpenAI's parameters, and what this node makes of it.
///
/// Nobody pays for what is not delivered: a value that cannot be honoured is refused by the
/// parameter's name before any service is asked, and so is a parameter that is not in the table.
struct RequestParameter: Sendable {
    let name: String
    /// Which values are honoured, for people: "must be …".
    let rule: String
    /// The same for programs; nil where the parameter's own reader describes it.
    let schema: JSONValue?
    /// Whether a value is honoured; null always is, as if the parameter were missing.
    let allows: @Sendable (JSONValue) -> Bool

    /// A parameter whose own reader says what it takes.
    static func read(_ name: String) -> RequestParameter {
        RequestParameter(name: name, rule: "", schema: nil) { _ in true }
    }

    /// A parameter that asks for nothing but one of these values, the way things are here.
    static func only(_ name: String, _ values: JSONValue...) -> RequestParameter {
        let words = values.map(\.text).joined(separator: " or ")
        return RequestParameter(
            name: name, rule: values.isEmpty ? "left out" : words,
            schema: Schema.any(values.map(Schema.constant) + [Schema.null])
        ) { value in values.contains { $0.isSame(as: value) } }
    }

    /// A number within bounds.
    static func number(
        _ name: String, _ range: ClosedRange<Double>, _ description: String
    ) -> RequestParameter {
        RequestParameter(
            name: name,
            rule: "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))",
            schema: Schema.nullable(
                .object([
                    ("type", .string("number")), ("minimum", .decimal(range.lowerBound)),
                    ("maximum", .decimal(range.upperBound)),
                    ("description", .string(description)),
                ]))
        ) { value in value.doubleValue.map(range.contains) ?? false }
    }

    /// A whole number that is not less than another.
    static func integer(
        _ name: String, from minimum: Int64, _ description: String
    ) -> RequestParameter {
        RequestParameter(
            name: name, rule: minimum == .min ? "an integer" : "an integer from \(minimum) on",
            schema: Schema.nullable(
                Schema.integer(description, minimum: minimum == .min ? nil : Int(minimum)))
        ) { value in value.wholeNumber.map { $0 >= minimum } ?? false }
    }

    static func boolean(_ name: String, _ description: String) -> RequestParameter {
        RequestParameter(
            name: name, rule: "a boolean", schema: Schema.nullable(Schema.boolean(description))
        ) { $0.boolValue != nil }
    }

    static func string(_ name: String, _ description: String) -> RequestParameter {
        RequestParameter(
            name: name, rule: "a string", schema: Schema.nullable(Schema.string(description))
        ) { $0.stringValue != nil }
    }

    /// An array or an object that must be empty.
    static func empty(_ name: String) -> RequestParameter {
        RequestParameter(
            name: name, rule: "empty",
            schema: Schema.any([
                Schema.array(.object([]), maximum: 0),
                .object([("type", .string("object")), ("maxProperties", .count(0))]), Schema.null,
            ])
        ) { $0.arrayValue?.isEmpty ?? $0.members?.isEmpty ?? false }
    }

    /// An array of objects, which may be there and change nothing.
    static func objects(_ name: String, _ description: String) -> RequestParameter {
        RequestParameter(
            name: name, rule: "an array of objects",
            schema: Schema.nullable(
                Schema.array(.object([("type", .string("object"))]), description))
        ) { $0.arrayValue?.allSatisfy { $0.members != nil } ?? false }
    }
}

extension [RequestParameter] {
    /// Checks every member of a request's body.
    ///
    /// - Throws: ``HTTPProblem`` that names the first parameter that cannot be honoured.
    func check(_ fields: JSONFields, of request: String) throws(HTTPProblem) {
        for (name, value) in fields.members {
            guard let parameter = first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw .invalid(
                    name,
                    "\(name.prefix(80)) is no parameter of \(request) that this node knows; leave "
                        + "it out. Nothing was charged.")
            }
            guard value == .null || parameter.allows(value) else {
                throw .invalid(
                    name,
                    "\(name) must be \(parameter.rule): nothing else can be honoured. Nothing was "
                        + "charged.")
            }
        }
    }

    /// The parameters that no reader of its own describes.
    var described: [Schema.Member] {
        compactMap { parameter in
            parameter.schema.map { Schema.optional(parameter.name, $0) }
        }
    }
}

extension JSONValue {
    /// Whether two values are one for a JSON Schema: `0` and `0.0` are.
    fileprivate func isSame(as other: JSONValue) -> Bool {
        if let number = doubleValue { return number == other.doubleValue }
        if let text = stringValue {
            return other.stringValue.map { $0.utf8.elementsEqual(text.utf8) } ?? false
        }
        return self == other
    }
}
