import Wire

/// The labels of a Datanet, sorted by their UTF-8 bytes; a label's class number is its position.
///
/// Labels are compared by bytes: one that only looks the same is another one.
package struct LabelSet: Equatable, Sendable {
    /// The labels in class order.
    package let labels: [String]

    private let classes: [ByteName: Int]

    /// Takes labels in any order; repeated ones count once.
    package init(_ labels: some Sequence<String>) {
        let names = Set(labels.map { ByteName($0) }).sorted()
        self.labels = names.map(\.text)
        classes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// How many labels there are.
    package var count: Int { labels.count }

    /// The class number of a label; nil for a label that is not in the set.
    package func classNumber(of label: String) -> Int? { classes[ByteName(label)] }

    /// Whether both have the same labels.
    package static func == (left: LabelSet, right: LabelSet) -> Bool {
        left.classes == right.classes
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
