/// Rows of cells in columns as wide as their widest cell.
enum TextTable {
    /// The lines of a table; the first column is set to the left, the others to the right.
    static func lines(_ rows: [[String]], indentation: Int = 2) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return String(repeating: " ", count: indentation) + cells.joined(separator: "  ")
        }
    }
}
