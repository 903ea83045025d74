import Wire

/// Reads rows from a file that arrives in pieces, holding at most one row of it.
///
/// A line that is no valid row is reported with its number and column; the lines around it are
/// read as if it were not there, so that one bad cell loses nothing else.
package struct RowReader: Sendable {
    /// What a line was.
    package enum Outcome: Equatable, Sendable {
        /// A valid row, and the line that it begins on.
        case row(DatanetRow, line: Int)
        /// Anything else but an empty line.
        case refused(RowRefusal)
    }

    /// A row that is longer cannot hold two valid cells: every byte of a cell may be written as
    /// `\u00xx`, and there is room for the rest.
    package static let lineLimit = 2 * 6 * DatanetRow.byteLimit + 1024

    private let format: Format
    private let task: DatanetTask
    private var line: [UInt8] = []
    private var quoting = CommaSeparatedQuoting()
    private var lineNumber = 1
    private var firstLineNumber = 1
    private var isOverlong = false

    /// Reads rows that fit a task.
    package init(format: Format, task: DatanetTask) {
        self.format = format
        self.task = task
    }

    /// The outcomes of the rows that end in the next piece of the file.
    package mutating func read(_ piece: [UInt8]) -> [Outcome] {
        var outcomes: [Outcome] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end])
            endLine(into: &outcomes)
            rest = rest[(end + 1)...]
        }
        take(rest)
        return outcomes
    }

    /// The outcome of a last row without a line end.
    package mutating func finish() -> [Outcome] {
        var outcomes: [Outcome] = []
        closeRow(into: &outcomes)
        return outcomes
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        let room = Self.lineLimit - line.count
        if bytes.count > room { isOverlong = true }
        let taken = bytes.prefix(room)
        line.append(contentsOf: taken)
        if format == .commaSeparated { quoting.read(taken) }
    }

    /// A line end inside a quoted cell belongs to the cell.
    private mutating func endLine(into outcomes: inout [Outcome]) {
        lineNumber += 1
        if quoting.isOpen, !isOverlong { return take([UInt8(ascii: "\n")]) }
        closeRow(into: &outcomes)
    }

    private mutating func closeRow(into outcomes: inout [Outcome]) {
        defer {
            line.removeAll(keepingCapacity: true)
            quoting = CommaSeparatedQuoting()
            firstLineNumber = lineNumber
            isOverlong = false
        }
        let isFirst = firstLineNumber == 1
        if isFirst && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.last == UInt8(ascii: "\r") && !isOverlong { line.removeLast() }
        if line.isEmpty { return }
        do throws(RowRefusal.Reason) {
            if isOverlong {
                if quoting.isOpen { throw .quoting }
                throw .lineTooLong(format.columnAtEnd(of: line), limit: Self.lineLimit)
            }
            guard let cells = try format.cells(of: line, isFirst: isFirst) else { return }
            let row = try task.row(text: cells.text, label: cells.label)
            outcomes.append(.row(row, line: firstLineNumber))
        } catch {
            outcomes.append(.refused(RowRefusal(line: firstLineNumber, reason: error)))
        }
    }
}
