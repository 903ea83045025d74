internal import Wire

/// The members of a JSON object, read strictly; what is wrong is refused by its name.
struct JSONFields: Sendable {
    private let object: JSONValue
    private let path: String

    /// The members of a value that must be an object.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - path: where the object stands in the body; empty for the body itself.
    /// - Throws: ``HTTPProblem`` for a value of another kind.
    init(_ value: JSONValue, at path: String = "") throws(HTTPProblem) {
        guard value.members != nil else {
            throw path.isEmpty
                ? .invalid(nil, "The body must be a JSON object.")
                : .invalid(path, "\(path) must be an object.")
        }
        object = value
        self.path = path
    }

    /// A member's full name: `messages[2].role`.
    func name(_ member: String) -> String {
        path.isEmpty ? member : "\(path).\(member)"
    }

    /// All members, in their order.
    var members: [(String, JSONValue)] { object.members ?? [] }

    /// The member; nil where it is missing or null.
    subscript(_ member: String) -> JSONValue? {
        guard let value = object[member], value != .null else { return nil }
        return value
    }

    /// Refuses every other member by its name: whoever sent it meant something by it.
    func allow(only known: String...) throws(HTTPProblem) {
        for (member, _) in object.members ?? []
        where !known.contains(where: { ByteName($0) == ByteName(member) }) {
            throw problem(
                member, "is not known; what can stand here is \(known.joined(separator: ", ")).")
        }
    }

    func string(_ member: String) throws(HTTPProblem) -> String {
        try required(optionalString(member), member, "a string")
    }

    func optionalString(_ member: String) throws(HTTPProblem) -> String? {
        try optional(member, "a string") { $0.stringValue }
    }

    func bool(_ member: String) throws(HTTPProblem) -> Bool {
        try required(optionalBool(member), member, "a boolean")
    }

    func optionalBool(_ member: String) throws(HTTPProblem) -> Bool? {
        try optional(member, "a boolean") { $0.boolValue }
    }

    func integer(_ member: String) throws(HTTPProblem) -> Int64 {
        try required(optionalInteger(member), member, "an integer")
    }

    func optionalInteger(_ member: String) throws(HTTPProblem) -> Int64? {
        try optional(member, "an integer") { $0.wholeNumber }
    }

    func array(_ member: String) throws(HTTPProblem) -> [JSONValue] {
        try required(optionalArray(member), member, "an array")
    }

    func optionalArray(_ member: String) throws(HTTPProblem) -> [JSONValue]? {
        try optional(member, "an array") { $0.arrayValue }
    }

    func optionalObject(_ member: String) throws(HTTPProblem) -> JSONFields? {
        guard let value = self[member] else { return nil }
        return try JSONFields(value, at: name(member))
    }

    /// A problem with one member.
    func problem(_ member: String, _ rest: String) -> HTTPProblem {
        .invalid(name(member), "\(name(member)) \(rest)")
    }

    private func optional<Value>(
        _ member: String, _ kind: String, _ read: (JSONValue) -> Value?
    ) throws(HTTPProblem) -> Value? {
        guard let value = self[member] else { return nil }
        guard let read = read(value) else { throw problem(member, "must be \(kind).") }
        return read
    }

    private func required<Value>(
        _ value: Value?, _ member: String, _ kind: String
    ) throws(HTTPProblem) -> Value {
        guard let value else { throw problem(member, "is missing; it must be \(kind).") }
        return value
    }
}

extension JSONValue {
    /// A whole number; `1.0` is one, as JSON Schema has it.
    var wholeNumber: Int64? { integerValue ?? doubleValue.flatMap(Int64.init(exactly:)) }
}
