/// Why bytes are not the JSON (RFC 8259) that this room reads; offsets count bytes from the start.
public enum JSONError: Error, Equatable, Sendable {
    /// The text is over the caller's `limit` in bytes.
    case tooLarge(limit: Int)
    /// An array or object at `offset` is nested deeper than ``JSONValue/depthLimit``.
    case tooDeep(offset: Int)
    /// The text ends where more must follow.
    case unexpectedEnd(offset: Int)
    /// The byte at `offset` cannot stand there.
    case unexpectedByte(offset: Int)
    /// The number at `offset` breaks the grammar of RFC 8259 §6.
    case malformedNumber(offset: Int)
    /// The number at `offset` is larger than any finite Double.
    case numberOutOfRange(offset: Int)
    /// The byte at `offset`, within a string, is under 0x20.
    case controlCharacter(offset: Int)
    /// The backslash at `offset` begins no escape of RFC 8259 §7.
    case malformedEscape(offset: Int)
    /// The escape at `offset` is one half of a surrogate pair without the other.
    case loneSurrogate(offset: Int)
    /// The string at `offset` is not UTF-8.
    case invalidUTF8(offset: Int)
    /// The key at `offset` stands in its object already.
    case duplicateKey(offset: Int)
    /// Bytes other than white space follow the value from `offset` on.
    case trailingBytes(offset: Int)
    /// The text is sound, but not the one canonical spelling of its value.
    case notCanonical
}

extension JSONError: CustomStringConvertible {
    /// One sentence that says what is wrong and where.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "The JSON text is over the limit of \(limit) bytes."
        case .tooDeep(let offset):
            "The JSON value at byte \(offset) is nested deeper than \(JSONValue.depthLimit) levels."
        case .unexpectedEnd(let offset): "The JSON text ends too early, at byte \(offset)."
        case .unexpectedByte(let offset): "The byte \(offset) of the JSON text cannot stand there."
        case .malformedNumber(let offset): "The JSON number at byte \(offset) is malformed."
        case .numberOutOfRange(let offset): "The JSON number at byte \(offset) is too large."
        case .controlCharacter(let offset):
            "The JSON string has an unescaped control character at byte \(offset)."
        case .malformedEscape(let offset): "The JSON escape at byte \(offset) is malformed."
        case .loneSurrogate(let offset):
            "The JSON escape at byte \(offset) is half of a surrogate pair."
        case .invalidUTF8(let offset): "The JSON string at byte \(offset) is not UTF-8."
        case .duplicateKey(let offset): "The JSON key at byte \(offset) stands in its object twice."
        case .trailingBytes(let offset): "Bytes follow the JSON value from byte \(offset) on."
        case .notCanonical: "The JSON text is not in canonical form."
        }
    }
}
