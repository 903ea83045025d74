package import Wire

/// Why bytes are no entry of format 1.
package enum EntryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry is longer than a log may hold.
    case tooLong(Int)
    /// Byte 0 names another format.
    case version(UInt8)
    /// Byte 1 names no kind.
    case kind(UInt8)
    /// The bytes end early or go on too long.
    case bytes(WireError)
    /// A field's value is outside its range.
    case value(field: String, rule: String)

    /// One sentence.
    package var description: String {
        switch self {
        case .tooLong(let count): "The entry has \(count) bytes; 65535 is the most."
        case .version(let version): "The entry is of format \(version); this check knows format 1."
        case .kind(let kind): "The entry's type \(kind) is none of format 1."
        case .bytes(let error): error.description
        case .value(let field, let rule):
            "The entry breaks the format's rule that \(field) \(rule)."
        }
    }

    package static func == (left: EntryFault, right: EntryFault) -> Bool {
        left.description == right.description
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
