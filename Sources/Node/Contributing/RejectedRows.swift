public import Datanets

/// Why a file of rows was refused whole: the first bad lines, and how many there are.
public struct RejectedRows: Error, Sendable, CustomStringConvertible {
    /// So many bad lines are described; the others are counted.
    public static let describedLimit = 20

    /// The first bad lines.
    public private(set) var refusals: [RowRefusal] = []
    /// How many lines are bad.
    public private(set) var count = 0

    private let file: String
    private let labels: LabelSet

    init(file: String, labels: LabelSet) {
        self.file = file
        self.labels = labels
    }

    mutating func add(_ refusal: RowRefusal) {
        count += 1
        if refusals.count < Self.describedLimit { refusals.append(refusal) }
    }

    /// A sentence a bad line, with what to do about it, and one for the file.
    public var description: String {
        let lines = refusals.map { refusal in
            "\(file), line \(refusal.line): \(refusal.fault); "
                + refusal.fault.advice(labels: labels)
        }
        let rest = count - refusals.count
        let more = rest == 0 ? [] : ["\(file): \(rest) more lines are no valid rows"]
        let end =
            "nothing was registered, since \(count == 1 ? "1 line is" : "\(count) lines are") "
            + "no valid row; correct the file and run the command again"
        return (lines + more + [end]).joined(separator: "\n")
    }
}

extension RowFault {
    /// What the contributor is to do about a line.
    func advice(labels: LabelSet) -> String {
        switch self {
        case .missing: "add it"
        case .empty: "fill it in, or leave the line out"
        case .tooLong, .lineTooLong: "shorten it, or split the row in two"
        case .controlCharacter: "remove that character"
        case .wrongType: "write a text in double quotes"
        case .notUTF8: "save the file as UTF-8"
        case .unknownLabel: "use one of " + Self.listed(labels)
        case .unknownColumn: "leave every other column out"
        case .cellCount: "write a text, one tab and a label, or give --format jsonl"
        case .notAnObject:
            "write {\"text\": \"…\", \"label\": \"…\"} on one line (NaN, comments and single "
                + "quotes are no JSON), or give --format tsv"
        }
    }

    private static func listed(_ labels: LabelSet) -> String {
        let limit = 12
        let shown = labels.labels.prefix(limit).joined(separator: ", ")
        return labels.count > limit ? shown + " and \(labels.count - limit) more" : shown
    }
}
