import Wire

extension RowReader.Format {
    /// The two cells of a line; nil for a heading.
    func cells(
        of line: [UInt8], isFirst: Bool
    ) throws(RowRefusal.Reason) -> (text: String, label: String)? {
        switch self {
        case .jsonLines: try jsonCells(of: line)
        case .tabSeparated: try tabSeparatedCells(of: line, isFirst: isFirst)
        }
    }

    private func tabSeparatedCells(
        of line: [UInt8], isFirst: Bool
    ) throws(RowRefusal.Reason) -> (text: String, label: String)? {
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard cells.count == 2 else { throw .cellCount(cells.count) }
        guard let text = String(validating: cells[0], as: UTF8.self),
            let label = String(validating: cells[1], as: UTF8.self)
        else { throw .notUTF8 }
        if isFirst && text == "text" && label == "label" { return nil }
        return (text, label)
    }

    private func jsonCells(of line: [UInt8]) throws(RowRefusal.Reason) -> (
        text: String, label: String
    ) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line, limit: RowReader.lineLimit)
        } catch {
            if case .invalidUTF8 = error { throw .notUTF8 }
            throw .notAnObject
        }
        guard let members = value.members else { throw .notAnObject }
        var cells: [RowColumn: String] = [:]
        for (key, member) in members {
            guard let column = RowColumn(rawValue: key) else { throw .unknownColumn }
            guard let cell = member.stringValue else {
                throw .wrongType(column, found: member.kind)
            }
            cells[column] = cell
        }
        guard let text = cells[.text] else { throw .missing(.text) }
        guard let label = cells[.label] else { throw .missing(.label) }
        return (text, label)
    }

    /// The column that is being read where a line was cut.
    func columnAtEnd(of line: [UInt8]) -> RowColumn? {
        switch self {
        case .tabSeparated:
            switch line.count(where: { $0 == UInt8(ascii: "\t") }) {
            case 0: .text
            case 1: .label
            default: nil
            }
        case .jsonLines: jsonColumnAtEnd(of: line)
        }
    }

    /// Follows the strings of an object: the last one that was a key names the column.
    private func jsonColumnAtEnd(of line: [UInt8]) -> RowColumn? {
        var column: RowColumn?
        var string: [UInt8]?
        var last: [UInt8] = []
        var isEscaped = false
        for byte in line {
            if let open = string {
                if !isEscaped && byte == UInt8(ascii: "\"") {
                    last = open
                    string = nil
                } else if open.count < 16 {
                    string = open + [byte]
                }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: "\"") {
                string = []
            } else if byte == UInt8(ascii: ":") {
                column = RowColumn(rawValue: String(decoding: last, as: UTF8.self))
            } else if byte == UInt8(ascii: ",") {
                column = nil
            }
        }
        return column
    }
}

extension JSONValue {
    /// What the value is, in a word for people.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .decimal: "a number"
        case .string: "text"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
