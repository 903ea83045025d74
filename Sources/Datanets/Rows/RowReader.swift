import Wire

/// Reads rows from a file that arrives in pieces, holding at most one line of it.
///
/// A line that is no valid row is reported with its number and column; the lines around it are
/// read as if it were not there, so that one bad cell loses nothing else.
package struct RowReader: Sendable {
    /// How rows are written.
    package enum Format: Sendable {
        /// One object per line, `{"text": …, "label": …}` (https://jsonlines.org).
        case jsonLines
        /// Text, a tab, label; a first line `text<TAB>label` is a heading.
        case tabSeparated
    }

    /// What a line was.
    package enum Outcome: Equatable, Sendable {
        /// A valid row.
        case row(DatanetRow, line: Int)
        /// Anything else but an empty line.
        case refused(RowRefusal)
    }

    /// A line that is longer cannot hold two valid cells: every byte of a cell may be written as
    /// `\u00xx`, and there is room for the rest.
    package static let lineLimit = 2 * 6 * DatanetRow.byteLimit + 1024

    private let format: Format
    private let task: DatanetTask
    private var line: [UInt8] = []
    private var lineNumber = 1
    private var isOverlong = false

    /// Reads rows that fit a task.
    package init(format: Format, task: DatanetTask) {
        self.format = format
        self.task = task
    }

    /// The outcomes of the lines that end in the next piece of the file.
    package mutating func read(_ piece: [UInt8]) -> [Outcome] {
        var outcomes: [Outcome] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end])
            closeLine(into: &outcomes)
            rest = rest[(end + 1)...]
        }
        take(rest)
        return outcomes
    }

    /// The outcome of a last line without a line end.
    package mutating func finish() -> [Outcome] {
        var outcomes: [Outcome] = []
        closeLine(into: &outcomes)
        return outcomes
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        let room = Self.lineLimit - line.count
        if bytes.count > room { isOverlong = true }
        line.append(contentsOf: bytes.prefix(room))
    }

    private mutating func closeLine(into outcomes: inout [Outcome]) {
        defer {
            line.removeAll(keepingCapacity: true)
            lineNumber += 1
            isOverlong = false
        }
        if lineNumber == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.last == UInt8(ascii: "\r") && !isOverlong { line.removeLast() }
        if line.isEmpty { return }
        do throws(RowRefusal.Reason) {
            if isOverlong {
                throw .lineTooLong(format.columnAtEnd(of: line), limit: Self.lineLimit)
            }
            guard let cells = try format.cells(of: line, isFirst: lineNumber == 1) else { return }
            let row = try task.row(text: cells.text, label: cells.label)
            outcomes.append(.row(row, line: lineNumber))
        } catch {
            outcomes.append(.refused(RowRefusal(line: lineNumber, reason: error)))
        }
    }
}
