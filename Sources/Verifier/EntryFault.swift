package import Wire

/// Why bytes are no entry.
package enum EntryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry is longer than a log may hold.
    case tooLong(Int)
    /// Byte 0 names a layout that entries of this kind do not have.
    case layout(UInt8, EntryKind)
    /// Byte 1 names no kind.
    case kind(UInt8)
    /// Byte 1 names a kind that is kept for a later version.
    case reserved(String)
    /// The bytes end early or go on too long.
    case bytes(WireError)
    /// A field's value is outside its range.
    case value(field: String, rule: String)

    /// One sentence.
    package var description: String {
        switch self {
        case .tooLong(let count): "The entry has \(count) bytes; 65535 is the most."
        case .layout(let layout, let kind): "There is no layout \(layout) of \(kind.name)."
        case .kind(let kind): "There is no entry of type \(kind)."
        case .reserved(let name): "Entries of the type \(name) are reserved for a later version."
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

/// Why an entry should not stand where it stands in the log.
package enum AuditFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are no entry (general rule G1).
    case form(EntryFault)
    /// An answer's own numbers do not follow from one another (general rule G1).
    case arithmetic(AnswerFault)
    /// One of the general rules G2 and G3 is broken.
    case general(number: Int, words: String)
    /// A rule of the entry's kind is broken; its number is that of the format's page.
    case rule(EntryKind, number: Int, words: String)

    /// One sentence.
    package var description: String {
        switch self {
        case .form(let fault): fault.description
        case .arithmetic(let fault): fault.description
        case .general(let number, let words): "Rule G\(number) is broken: \(words)."
        case .rule(let kind, let number, let words):
            "Rule \(number) of \(kind.name) is broken: \(words)."
        }
    }
}
