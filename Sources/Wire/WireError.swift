/// Why canonical bytes were refused.
public enum WireError: Error, Equatable, Sendable {
    /// The bytes end within the field that begins at `offset`.
    case truncated(offset: Int)
    /// `count` bytes follow the last field.
    case trailingBytes(count: Int)
    /// A length prefix, or the whole, is over the `limit` in bytes that its reader allows.
    case tooLong(limit: Int)
    /// A field's value breaks a rule of its format; the text is a fixed sentence.
    case invalid(String)
}

extension WireError: CustomStringConvertible {
    /// One sentence that says what is wrong with the bytes.
    public var description: String {
        switch self {
        case .truncated(let offset): "The bytes end within the field that begins at byte \(offset)."
        case .trailingBytes(let count): "\(count) bytes follow the end of the last field."
        case .tooLong(let limit): "A length is over the limit of \(limit) bytes."
        case .invalid(let sentence): sentence
        }
    }
}
