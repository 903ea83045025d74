/// The number of an accepted row in its Datanet: accepted rows count from 0 in the order of their
/// contributions, duplicates are skipped (docs/formats/ledger-entry.md, row numbers).
package struct RowNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number.
    package let value: UInt32

    /// Takes the number.
    package init(_ value: UInt32) { self.value = value }

    /// The number in decimal.
    package var description: String { String(value) }

    /// Earlier rows come first.
    package static func < (left: RowNumber, right: RowNumber) -> Bool { left.value < right.value }
}

/// What intake made of a row.
package enum RowStatus: Hashable, Sendable {
    /// The row may be trained on and paid, under this number.
    case accepted(RowNumber)
    /// The row repeats this earlier row: it stays in the Datanet, is not trained on, earns nothing.
    case duplicate(of: RowNumber)

    /// The row's number; nil for a duplicate.
    package var number: RowNumber? {
        guard case .accepted(let number) = self else { return nil }
        return number
    }
}
