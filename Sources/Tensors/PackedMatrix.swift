internal import Kernels

/// The right-hand matrix of a product, [depth, columns], laid out in panels of sixteen columns.
///
/// Packing costs as much as reading the matrix; weights that meet many rows are packed once.
public struct PackedMatrix: Sendable {
    /// Number of rows: the k of the product.
    public let depth: Int
    /// Number of columns.
    public let columns: Int
    let panels: [Float]

    /// Packs a matrix as it stands.
    public init(_ matrix: Matrix) {
        self.init(
            matrix.values[...], depth: matrix.rows, columns: matrix.columns,
            rowStride: matrix.columns, columnStride: 1)
    }

    /// Packs the transpose of a matrix: [columns, rows] of it.
    public init(transposing matrix: Matrix) {
        self.init(
            matrix.values[...], depth: matrix.columns, columns: matrix.rows, rowStride: 1,
            columnStride: matrix.columns)
    }

    /// Packs the matrix whose element (i, j) is
    /// `values[startIndex + i * rowStride + j * columnStride]`.
    public init(
        _ values: ArraySlice<Float>, depth: Int, columns: Int, rowStride: Int, columnStride: Int
    ) {
        precondition(
            depth == 0 || columns == 0
                || (depth - 1) * rowStride + (columns - 1) * columnStride < values.count,
            "the strides stay inside the values")
        self = unsafe values.withUnsafeBufferPointer { source in
            unsafe PackedMatrix(
                source, from: 0, depth: depth, columns: columns, rowStride: rowStride,
                columnStride: columnStride)
        }
    }

    /// Packs in the same way from `values[first]` on; who calls has checked the strides.
    init(
        _ values: UnsafeBufferPointer<Float>, from first: Int, depth: Int, columns: Int,
        rowStride: Int, columnStride: Int
    ) {
        self.depth = depth
        self.columns = columns
        let count = ol_packed_count(depth, columns)
        guard count > 0 else {
            panels = []
            return
        }
        panels = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            unsafe ol_pack(
                depth, columns, values.baseAddress.map { unsafe $0 + first }, rowStride,
                columnStride, buffer.baseAddress)
            initialised = count
        }
    }
}
