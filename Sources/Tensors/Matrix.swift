internal import Kernels

/// A row-major matrix of single-precision numbers.
public struct Matrix: Equatable, Sendable {
    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int
    /// The elements, rows × columns, row after row.
    public var values: [Float]

    /// A matrix of the given elements.
    ///
    /// - Precondition: there are rows × columns of them.
    public init(rows: Int, columns: Int, values: [Float]) {
        precondition(values.count == rows * columns, "a matrix has rows × columns elements")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        self.init(
            rows: rows, columns: columns, values: [Float](repeating: 0, count: rows * columns))
    }

    /// The element at a row and a column.
    public subscript(row: Int, column: Int) -> Float {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The elements of one row.
    public func row(_ index: Int) -> ArraySlice<Float> {
        values[index * columns..<(index + 1) * columns]
    }

    /// The rows of a range.
    public func rows(_ range: Range<Int>) -> Matrix {
        Matrix(
            rows: range.count, columns: columns,
            values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// The rows at the given indices, in their order.
    public func rows(at indices: [Int]) -> Matrix {
        var picked: [Float] = []
        picked.reserveCapacity(indices.count * columns)
        for index in indices { picked += row(index) }
        return Matrix(rows: indices.count, columns: columns, values: picked)
    }

    /// The transposed matrix.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for i in 0..<rows {
            for j in 0..<columns { result.values[j * rows + i] = values[i * columns + j] }
        }
        return result
    }

    /// Matrices of equal width, one below the other.
    public static func stacked(_ parts: [Matrix]) -> Matrix {
        let columns = parts.first?.columns ?? 0
        var values: [Float] = []
        values.reserveCapacity(parts.reduce(0) { $0 + $1.values.count })
        for part in parts {
            precondition(part.columns == columns, "stacked matrices have equal widths")
            values += part.values
        }
        return Matrix(rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, values: values)
    }

    /// A matrix whose elements `fill` writes, all of them.
    static func filled(
        rows: Int, columns: Int, by fill: (UnsafeMutablePointer<Float>) -> Void
    ) -> Matrix {
        let count = rows * columns
        // Swift's empty arrays share one object, whose count the initialiser would write: a race.
        guard count > 0 else { return Matrix(rows: rows, columns: columns, values: []) }
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            if let base = buffer.baseAddress { unsafe fill(base) }
            initialised = count
        }
        return Matrix(rows: rows, columns: columns, values: values)
    }
}
