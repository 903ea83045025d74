/// A matrix that is mostly zeros, row after row (compressed sparse rows).
package struct SparseMatrix: Equatable, Sendable {
    /// The number of columns.
    package let columnCount: Int

    /// The columns of the elements that are not zero; ascending within a row.
    package private(set) var columns: [Int32] = []

    /// Those elements.
    package private(set) var values: [Float] = []

    private var ends: [Int] = []

    /// A matrix without rows.
    package init(columnCount: Int) {
        self.columnCount = columnCount
    }

    /// The number of rows.
    package var rowCount: Int { ends.count }

    /// Where a row's elements stand in ``columns`` and ``values``.
    package func elements(ofRow row: Int) -> Range<Int> {
        (row == 0 ? 0 : ends[row - 1])..<ends[row]
    }

    /// Adds a row below the others.
    ///
    /// - Precondition: the columns ascend and are in range.
    package mutating func append(_ row: [(column: Int32, value: Float)]) {
        var last: Int32 = -1
        for (column, value) in row {
            precondition(
                column > last && column < columnCount, "The columns of a row ascend in range.")
            last = column
            columns.append(column)
            values.append(value)
        }
        ends.append(columns.count)
    }
}
