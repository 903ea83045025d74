import Wire

/// One labelled text: the unit that is contributed, trained on and paid.
///
/// A row exists only in a valid form: both cells are non-empty, hold at most
/// ``byteLimit`` bytes of UTF-8 and no control characters. Whether the label is one of a
/// Datanet's labels is checked by ``LabelSet``.
package struct DatanetRow: Hashable, Sendable {
    /// The most bytes that a cell may hold.
    package static let byteLimit = 4096

    /// What is known: the text.
    package let text: String

    /// What is to be predicted: one of the Datanet's labels.
    package let label: String

    /// Takes two cells.
    ///
    /// - Throws: ``RowRefusal.Reason`` for the first cell, in column order, that is not valid.
    package init(text: String, label: String) throws(RowRefusal.Reason) {
        try Self.check(text, column: .text)
        try Self.check(label, column: .label)
        self.text = text
        self.label = label
    }

    /// The bytes that stand for this row in every digest: for each cell, text first, its length
    /// as a big-endian `u16` and its UTF-8 bytes.
    package var canonicalBytes: [UInt8] {
        var writer = WireWriter()
        writer.putBlob16(Array(text.utf8))
        writer.putBlob16(Array(label.utf8))
        return writer.bytes
    }

    /// Whether both have the same bytes in both cells.
    package static func == (left: DatanetRow, right: DatanetRow) -> Bool {
        ByteName(left.text) == ByteName(right.text)
            && ByteName(left.label) == ByteName(right.label)
    }

    /// Feeds the bytes of both cells.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(ByteName(text))
        hasher.combine(ByteName(label))
    }

    /// A text as people have it, on one line: a run of tabs and line breaks becomes a space, and
    /// nothing at either end.
    ///
    /// Files of rows keep a text on one line, and a reader of words sees no difference.
    package static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isBreak) else { return text }
        let parts = text.unicodeScalars.split(whereSeparator: isBreak)
        return parts.map { String($0) }.joined(separator: " ")
    }

    /// Tab, line feed, vertical tab, form feed, carriage return, next line, and the separators of
    /// lines and paragraphs.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func check(_ cell: String, column: RowColumn) throws(RowRefusal.Reason) {
        let count = cell.utf8.count
        guard count <= byteLimit else { throw .tooLong(column, bytes: count) }
        switch TextFlaw(of: cell) {
        case .controlCharacter(let codePoint):
            throw .controlCharacter(column, codePoint: codePoint)
        case .blank: throw .empty(column)
        case nil: return
        }
    }
}
