/// Why an entry should not stand where it stands in the log.
package enum AuditFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are no entry of format 1 (general rule G1).
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
