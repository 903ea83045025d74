internal import Wire

/// What the rows of a Datanet teach a model; it stands in the Datanet's header.
///
/// All that depends on the kind of task is asked here, so that another kind is another case.
package enum DatanetTask: Equatable, Sendable {
    /// To name one of these labels for a text.
    case classification(LabelSet)

    /// The labels that rows may have.
    package var labels: LabelSet {
        switch self {
        case .classification(let labels): labels
        }
    }

    /// A valid row that fits the task, of cells as people have them: the text may have tabs and
    /// line breaks, which become spaces.
    ///
    /// - Throws: ``RowRefusal.Reason`` for an invalid cell, for a label that the task does not have
    ///   and for one that is missing.
    package func row(text: String, label: String?) throws(RowRefusal.Reason) -> DatanetRow {
        switch self {
        case .classification(let labels):
            guard let label else { throw .missing(.label) }
            return try labels.row(text: DatanetRow.onOneLine(text), label: label)
        }
    }

    /// Checks that a row fits the task.
    ///
    /// - Throws: ``RowRefusal.Reason/unknownLabel``.
    package func check(_ row: DatanetRow) throws(RowRefusal.Reason) {
        switch self {
        case .classification(let labels):
            guard labels.classNumber(of: row.label) != nil else { throw .unknownLabel }
        }
    }

    /// What to do about a label that the task does not have: the labels, the first `limit` of them.
    func labelAdvice(limit: Int) -> String {
        switch self {
        case .classification(let labels):
            let shown = labels.labels.prefix(limit).joined(separator: ", ")
            let rest = labels.count - limit
            return "use one of " + (rest > 0 ? shown + " and \(rest) more" : shown)
        }
    }
}

/// The task as the header of a Datanet's folder has it.
extension DatanetTask {
    /// The members of the header that say what the task is.
    var headerMembers: [(String, JSONValue)] {
        switch self {
        case .classification(let labels):
            [
                ("task", .string("classification")),
                ("labels", .array(labels.labels.map { .string($0) })),
            ]
        }
    }

    /// Reads the members of a header; nil for a task that this program does not know.
    ///
    /// The first version of the header named no task: all were classifications.
    init?(header: JSONValue) {
        guard header["task"].map({ $0.stringValue == "classification" }) ?? true,
            let labels = header["labels"]?.arrayValue?.map(\.stringValue), !labels.contains(nil)
        else { return nil }
        self = .classification(LabelSet(labels.compactMap(\.self)))
    }
}
