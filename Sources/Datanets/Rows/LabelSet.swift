/// The labels of a Datanet, sorted by their UTF-8 bytes; a label's class number is its position.
package struct LabelSet: Equatable, Sendable {
    /// The labels in class order.
    package let labels: [String]

    private let classes: [String: Int]

    /// Takes labels in any order; repeated ones count once.
    package init(_ labels: some Sequence<String>) {
        self.labels = Set(labels).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        classes = Dictionary(
            uniqueKeysWithValues: self.labels.enumerated().map { ($0.element, $0.offset) })
    }

    /// How many labels there are.
    package var count: Int { labels.count }

    /// The class number of a label; nil for a label that is not in the set.
    ///
    /// Compared by bytes: a label that only looks the same is another one.
    package func classNumber(of label: String) -> Int? {
        guard let number = classes[label], labels[number].utf8.elementsEqual(label.utf8) else {
            return nil
        }
        return number
    }

    /// A valid row whose label is in the set.
    ///
    /// - Throws: ``RowRefusal.Reason`` for an invalid cell or an unknown label.
    package func row(text: String, label: String) throws(RowRefusal.Reason) -> DatanetRow {
        let row = try DatanetRow(text: text, label: label)
        guard classNumber(of: label) != nil else { throw .unknownLabel }
        return row
    }
}
