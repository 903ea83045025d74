/// A JSON value (RFC 8259) that keeps integers exact and members in their order.
///
/// Strings compare by their UTF-8 bytes, not by Unicode's canonical equivalence as Swift strings
/// do: two keys that only look alike are two keys.
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits; `-0` is 0.
    case integer(Int64)
    /// Any other number; finite.
    case decimal(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object's members in the order they were written; keys are distinct.
    case object([(String, JSONValue)])

    /// How deep arrays and objects may be nested in a text that is read.
    public static let depthLimit = 64
}

extension JSONValue: Equatable {
    /// Whether both are the same value with the same members in the same order.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left.bitPattern == right.bitPattern
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            left.elementsEqual(right) { left, right in
                left.0.utf8.elementsEqual(right.0.utf8) && left.1 == right.1
            }
        default: false
        }
    }
}

// MARK: - Looking inside

extension JSONValue {
    /// The member of that name, byte for byte; nil where there is none or this is no object.
    ///
    /// The members are searched one by one.
    public subscript(_ key: String) -> JSONValue? {
        members?.first { $0.0.utf8.elementsEqual(key.utf8) }?.1
    }

    /// The boolean, or nil.
    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The integer, or nil, also for a decimal without fraction.
    public var integerValue: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The decimal, or the integer as one (rounded to nearest over 2⁵³), or nil.
    public var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value
        default: nil
        }
    }

    /// The string, or nil.
    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The array's elements, or nil.
    public var arrayValue: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The object's members in order, or nil.
    public var members: [(String, JSONValue)]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
