import Wire

extension RowReader {
    /// How rows are written; the raw value is its word on the command line.
    package enum Format: String, CaseIterable, Sendable {
        /// One object per line, `{"text": …, "label": …}` (https://jsonlines.org).
        case jsonLines = "jsonl"
        /// Text, a tab, label; a first line `text<TAB>label` is a heading.
        case tabSeparated = "tsv"
        /// Text, a comma, label, by RFC 4180: a cell in double quotes may hold commas and line
        /// ends; a first line `text,label` is a heading.
        case commaSeparated = "csv"

        /// What people call it.
        package var title: String {
            switch self {
            case .jsonLines: "JSON lines"
            case .tabSeparated: "values with tabs between"
            case .commaSeparated: "values with commas between"
            }
        }

        /// What a line that is not as it should be seems to be; nil where nobody can tell.
        fileprivate init?(guessing line: [UInt8]) {
            func has(_ byte: UInt8) -> Bool { line.contains(byte) }
            if line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") {
                self = .jsonLines
            } else if line.count(where: { $0 == UInt8(ascii: "\t") }) == 1 {
                self = .tabSeparated
            } else if !has(UInt8(ascii: "{")), !has(UInt8(ascii: "\t")),
                (try? CommaSeparatedCells.cells(of: line).count) == 2
            {
                self = .commaSeparated
            } else {
                return nil
            }
        }

        /// What the line seems to be, unless it is this.
        fileprivate func guess(of line: [UInt8]) -> Format? {
            Format(guessing: line).flatMap { $0 == self ? nil : $0 }
        }
    }
}

extension RowReader.Format {
    /// The two cells of a row; nil for a heading.
    func cells(
        of line: [UInt8], isFirst: Bool
    ) throws(RowRefusal.Reason) -> (text: String, label: String)? {
        switch self {
        case .jsonLines: try jsonCells(of: line)
        case .tabSeparated:
            try twoCells(
                line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                    .map(Array.init), of: line, isFirst: isFirst)
        case .commaSeparated:
            try twoCells(CommaSeparatedCells.cells(of: line), of: line, isFirst: isFirst)
        }
    }

    private func twoCells(
        _ cells: [[UInt8]], of line: [UInt8], isFirst: Bool
    ) throws(RowRefusal.Reason) -> (text: String, label: String)? {
        guard cells.count == 2 else {
            throw .cellCount(cells.count, seems: guess(of: line))
        }
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
            throw .notAnObject(seems: guess(of: line))
        }
        guard let members = value.members else { throw .notAnObject(seems: nil) }
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
        case .commaSeparated: nil
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
