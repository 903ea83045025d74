/// Why a file of rows was refused whole: the first bad lines, and how many there are.
package struct RejectedRows: Error, Sendable, CustomStringConvertible {
    /// So many bad lines are described; the others are counted.
    package static let describedLimit = 20

    /// The first bad lines.
    package private(set) var refusals: [RowRefusal] = []
    /// How many lines are bad.
    package private(set) var count = 0

    private let file: String
    private let task: DatanetTask

    package init(file: String, task: DatanetTask) {
        self.file = file
        self.task = task
    }

    package mutating func add(_ refusal: RowRefusal) {
        count += 1
        if refusals.count < Self.describedLimit { refusals.append(refusal) }
    }

    /// A sentence per bad line, with what to do about it, and one for the file.
    package var description: String {
        let lines = refusals.map { refusal in
            "\(file), line \(refusal.line): \(refusal.reason); "
                + refusal.reason.advice(for: task)
        }
        let rest = count - refusals.count
        let more = rest == 0 ? [] : ["\(file): \(rest) more lines are no valid rows"]
        let end =
            "nothing was registered, since \(count == 1 ? "1 line is" : "\(count) lines are") "
            + "no valid row; correct the file and run the command again"
        return (lines + more + [end]).joined(separator: "\n")
    }
}

extension RowRefusal.Reason {
    /// What the contributor is to do about a line.
    package func advice(for task: DatanetTask) -> String {
        switch self {
        case .missing: "add it"
        case .empty: "fill it in, or leave the line out"
        case .tooLong, .lineTooLong: "shorten it, or split the row in two"
        case .controlCharacter: "remove that character"
        case .wrongType: "write a text in double quotes"
        case .notUTF8: "save the file as UTF-8"
        case .unknownLabel: task.labelAdvice
        case .unknownColumn: "leave every other column out"
        case .cellCount: "write a text, one tab and a label, or give --format jsonl"
        case .notAnObject:
            "write {\"text\": \"…\", \"label\": \"…\"} on one line (NaN, comments and single "
                + "quotes are no JSON), or give --format tsv"
        }
    }
}
