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
    /// What the contributor is to do about a row.
    ///
    /// - Parameters:
    ///   - task: what the rows teach.
    ///   - labelLimit: so many labels are listed where the row's is none of them.
    /// - Returns: an order, to stand behind the reason.
    package func advice(for task: DatanetTask, labelLimit: Int = 12) -> String {
        switch self {
        case .missing: "add it"
        case .empty: "fill it in, or leave the row out"
        case .tooLong, .lineTooLong: "shorten it, or split the row in two"
        case .controlCharacter: "remove that character"
        case .wrongType: "write a text in double quotes"
        case .notUTF8: "save the file as UTF-8"
        case .unknownLabel: task.labelAdvice(limit: labelLimit)
        case .unknownColumn: "leave every other column out"
        case .cellCount(_, let seems?), .notAnObject(let seems?):
            "the line looks like \(seems.title): give --format \(seems.rawValue)"
        case .cellCount(_, nil):
            "write a text, a tab and a label for --format tsv, or a text, a comma and a label for "
                + "--format csv, where a cell with a comma stands in double quotes"
        case .quoting:
            "put the whole cell in double quotes, and write each quote inside it twice"
        case .notAnObject(nil):
            "write {\"text\": \"…\", \"label\": \"…\"} on one line (NaN, comments and single "
                + "quotes are no JSON)"
        }
    }
}
