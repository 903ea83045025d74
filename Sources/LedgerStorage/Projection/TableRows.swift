import GRDB

/// Rows on their way into a table, many with one statement.
struct TableRows {
    /// Rows of one statement, the largest number that is there first.
    private static let counts = [64, 8, 1]

    private let table: String
    private let columns: Int
    private var values: [(any DatabaseValueConvertible)?] = []

    /// Rows of a table with so many columns.
    init(of table: String, columns: Int) {
        self.table = table
        self.columns = columns
    }

    /// Takes a row, whose last columns may be amounts; writes when enough have come together.
    mutating func add(
        _ row: [any DatabaseValueConvertible], amounts: [Int64] = [], to db: Database
    ) throws {
        precondition(row.count + amounts.count == columns, "A row has a value for each column.")
        for value in row { values.append(value) }
        for amount in amounts { values.append(amount) }
        if values.count == Self.counts[0] * columns { try finish(db) }
    }

    /// Writes what is left.
    mutating func finish(_ db: Database) throws {
        var rest = values[...]
        for count in Self.counts {
            while rest.count >= count * columns {
                let statement = try db.cachedStatement(sql: sql(count))
                statement.setUncheckedArguments(StatementArguments(rest.prefix(count * columns)))
                try statement.execute()
                rest.removeFirst(count * columns)
            }
        }
        values = []
    }

    private func sql(_ count: Int) -> String {
        let row = "(" + Array(repeating: "?", count: columns).joined(separator: ", ") + ")"
        return "INSERT INTO \(table) VALUES "
            + Array(repeating: row, count: count).joined(separator: ", ")
    }
}
