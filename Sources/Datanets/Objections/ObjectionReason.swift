/// Why somebody objects to a verdict, or rules so on an objection, in their own words on one line.
package struct ObjectionReason: Hashable, Sendable {
    /// The most Unicode scalars that a reason may have.
    ///
    /// Scalars and not bytes, since that is what a schema of the API can state.
    package static let limit = 1_000

    /// The words.
    package let text: String

    /// Takes the words; tabs and line breaks in them become spaces, as in a row.
    ///
    /// - Throws: ``ObjectionRefusal`` for words that are too many or none, and for a character that
    ///   no row may have either.
    package init(_ words: String) throws(ObjectionRefusal) {
        let count = words.unicodeScalars.count
        guard count <= Self.limit else { throw .reasonTooLong(count) }
        text = DatanetRow.onOneLine(words)
        switch TextFlaw(of: text) {
        case .blank: throw .noReason
        case .controlCharacter(let codePoint): throw .controlCharacter(codePoint)
        case nil: return
        }
    }
}
