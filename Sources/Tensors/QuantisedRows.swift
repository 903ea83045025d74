internal import Kernels

/// Rows of eight-bit integers with one scale per row: row i stands for scale[i] · integers[i].
///
/// Inner products of two quantised rows are exact integers, so only the final scaling rounds.
public struct QuantisedRows: Equatable, Sendable {
    /// Elements in a row.
    public let columns: Int
    /// One factor a row.
    public let scales: [Float]
    /// The integers, −127 … 127, row after row.
    public let integers: [Int8]

    /// Number of rows.
    public var count: Int { scales.count }

    /// Rows as stored; nil when the counts disagree or a row could overflow a product.
    public init?(columns: Int, scales: [Float], integers: [Int8]) {
        guard columns > 0, columns <= 100_000, integers.count == scales.count * columns,
            integers.allSatisfy({ $0 != .min }), scales.allSatisfy(\.isFinite)
        else { return nil }
        self.columns = columns
        self.scales = scales
        self.integers = integers
    }

    /// Quantises each row to its own largest magnitude / 127, ties to even.
    ///
    /// A row of magnitudes under 2⁻¹¹⁸, where 127 / magnitude would leave the range of Float,
    /// becomes zeros.
    ///
    /// - Precondition: all elements are finite.
    public init(_ matrix: Matrix) {
        precondition(matrix.columns > 0 && matrix.columns <= 100_000)
        columns = matrix.columns
        var scales: [Float] = []
        var integers: [Int8] = []
        scales.reserveCapacity(matrix.rows)
        integers.reserveCapacity(matrix.values.count)
        for row in 0..<matrix.rows {
            let values = matrix.row(row)
            let largest = values.reduce(0) { max($0, abs($1)) }
            let isZero = largest < 0x1p-118
            let inverse = isZero ? 0 : 127 / largest
            scales.append(isZero ? 0 : largest / 127)
            for value in values {
                integers.append(Int8((value * inverse).rounded(.toNearestOrEven)))
            }
        }
        self.scales = scales
        self.integers = integers
    }

    /// The inner products of every row with row 0 of `other`, as numbers.
    public func products(with other: QuantisedRows) -> [Float] {
        precondition(other.columns == columns && other.count >= 1)
        var exact = [Int32](repeating: 0, count: count)
        unsafe ol_dot_rows_i8(count, columns, other.integers, integers, &exact)
        let factor = other.scales[0]
        return zip(exact, scales).map { Float($0) * ($1 * factor) }
    }
}

extension QuantisedRows {
    /// The rows as numbers, [count, columns].
    public var matrix: Matrix {
        var result = Matrix(rows: count, columns: columns)
        for row in 0..<count {
            for column in 0..<columns {
                let place = row * columns + column
                result.values[place] = scales[row] * Float(integers[place])
            }
        }
        return result
    }
}
