internal import Kernels

/// Quantised rows laid out for inner products of all of them with one row.
///
/// Sixteen rows lie side by side, so that the products of one pair of columns are one instruction;
/// products are those of ``QuantisedRows``, to the bit.
public struct QuantisedPanels: Sendable {
    /// Elements in a row.
    public let columns: Int
    private let scales: [Float]
    private let integers: [Int8]

    /// Number of rows.
    public var count: Int { scales.count }

    /// Lays rows out.
    public init(_ rows: QuantisedRows) {
        columns = rows.columns
        scales = rows.scales
        let lanes = Int(OL_PANEL_COLUMNS)
        let width = Self.pairs(columns) * 2
        let panels = (rows.count + lanes - 1) / lanes
        var integers = [Int8](repeating: 0, count: panels * lanes * width)
        for row in 0..<rows.count {
            let panel = row / lanes * lanes * width
            let lane = row % lanes * 2
            for column in 0..<columns {
                integers[panel + column / 2 * lanes * 2 + lane + column % 2] =
                    rows.integers[row * columns + column]
            }
        }
        self.integers = integers
    }

    /// The inner products of every row with row 0 of `other`, as numbers.
    public func products(with other: QuantisedRows) -> [Float] {
        precondition(other.columns == columns && other.count >= 1)
        guard count > 0 else { return [] }
        var row = [Int16](repeating: 0, count: Self.pairs(columns) * 2)
        for column in 0..<columns { row[column] = Int16(other.integers[column]) }
        return unsafe [Float](unsafeUninitializedCapacity: count) { out, initialised in
            unsafe ol_dot_panels_i8(
                count, Self.pairs(columns), row, integers, scales, other.scales[0],
                out.baseAddress)
            initialised = count
        }
    }

    private static func pairs(_ columns: Int) -> Int { (columns + 1) / 2 }
}
