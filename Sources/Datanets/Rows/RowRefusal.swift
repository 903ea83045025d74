/// A column of a Datanet row.
package enum RowColumn: String, Sendable, CaseIterable {
    case text
    case label
}

/// A line that was refused, with the reason; the lines around it are not affected.
package struct RowRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number of the line in the file; the first line is 1.
    package let line: Int

    /// What is wrong with it.
    package let reason: Reason

    /// Names the line and what is wrong with it.
    package init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// One sentence that names the row and the column.
    package var description: String { "row \(line): \(reason)" }
}

extension RowRefusal {
    /// Why one row was refused.
    package enum Reason: Error, Hashable, Sendable {
        /// The cell is not there.
        case missing(RowColumn)
        /// The cell holds nothing, or only spaces.
        case empty(RowColumn)
        /// The cell holds more than ``DatanetRow/byteLimit`` bytes.
        case tooLong(RowColumn, bytes: Int)
        /// The cell holds a control character or a bidirectional override.
        case controlCharacter(RowColumn, codePoint: UInt32)
        /// The cell is not text; `found` says what it is.
        case wrongType(RowColumn, found: String)
        /// The bytes of the line are not UTF-8.
        case notUTF8
        /// The Datanet has labels, and this is none of them.
        case unknownLabel
        /// The line has a column that Datanet rows do not have.
        case unknownColumn
        /// The line has this many cells, not two; what it seems to be instead.
        case cellCount(Int, seems: RowReader.Format?)
        /// A double quote opens a cell and does not end it, or does not stand around all of it.
        case quoting
        /// The line is longer than any two valid cells; `column` is the cell that was being read
        /// when the limit was reached, where that can be told.
        case lineTooLong(RowColumn?, limit: Int)
        /// The line is not one JSON object; what it seems to be instead.
        case notAnObject(seems: RowReader.Format?)
    }
}

extension RowRefusal.Reason: CustomStringConvertible {
    /// One sentence that says what is wrong and in which column.
    package var description: String {
        switch self {
        case .missing(let column): "column \(column.rawValue) is missing"
        case .empty(let column): "column \(column.rawValue) is empty"
        case .tooLong(let column, let bytes):
            "column \(column.rawValue) holds \(bytes) bytes; the limit is \(DatanetRow.byteLimit)"
        case .controlCharacter(let column, let codePoint):
            "column \(column.rawValue) holds the control character "
                + "U+\(String(codePoint, radix: 16, uppercase: true))"
        case .wrongType(let column, let found):
            "column \(column.rawValue) must be text, but is \(found)"
        case .notUTF8: "the line is not valid UTF-8"
        case .unknownLabel: "column label is none of this Datanet's labels"
        case .unknownColumn: "the line has a column other than text and label"
        case .cellCount(let count, _):
            "the line has \(count) cell\(count == 1 ? "" : "s"); it must have two, text and label"
        case .quoting: "a cell has a double quote that does not stand around the whole cell"
        case .lineTooLong(let column?, let limit):
            "column \(column.rawValue) runs past \(limit) bytes; "
                + "a cell holds at most \(DatanetRow.byteLimit)"
        case .lineTooLong(nil, let limit): "the line runs past \(limit) bytes"
        case .notAnObject: "the line is not one JSON object with the columns text and label"
        }
    }
}
