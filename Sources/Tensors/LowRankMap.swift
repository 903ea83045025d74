internal import Kernels

/// A linear map of low rank, x ↦ scale · (x Aᵀ) Bᵀ, laid out for products (Hu and others 2021,
/// arXiv 2106.09685, equation 3).
public struct LowRankMap: Sendable {
    /// Aᵀ, [inputs, rank].
    let down: PackedMatrix
    /// Bᵀ, [rank, outputs].
    let up: PackedMatrix
    let scale: Float

    /// A map of the rank that A has rows.
    ///
    /// - Parameters:
    ///   - a: A, [rank, inputs].
    ///   - b: B, [outputs, rank].
    ///   - scale: what the product is multiplied by.
    public init(a: Matrix, b: Matrix, scale: Float) {
        precondition(a.rows == b.columns, "both matrices have the rank")
        down = PackedMatrix(transposing: a)
        up = PackedMatrix(transposing: b)
        self.scale = scale
    }

    /// Elements of a row that the map takes.
    public var inputs: Int { down.depth }
    /// Elements of a row that the map gives.
    public var outputs: Int { up.columns }
    /// Bytes in memory.
    public var byteCount: Int { 4 * (down.panels.count + up.panels.count) }

    /// What a map adds to some rows of a product, from a column on.
    public struct Update: Sendable {
        let map: LowRankMap
        let rows: Range<Int>
        let firstColumn: Int

        /// An update of the columns from `firstColumn` on.
        public init(_ map: LowRankMap, rows: Range<Int>, firstColumn: Int) {
            self.map = map
            self.rows = rows
            self.firstColumn = firstColumn
        }
    }
}

extension Matrix {
    /// Adds what low-rank maps of the rows of `x` give; each element's chain goes on over the rank.
    ///
    /// - Precondition: no two updates have a row and a column in common.
    public mutating func add(
        _ updates: [LowRankMap.Update], of x: Matrix, on threads: ComputeThreads
    ) {
        guard !updates.isEmpty else { return }
        precondition(
            x.rows == rows
                && updates.allSatisfy {
                    $0.map.inputs == x.columns && $0.rows.upperBound <= rows
                        && $0.firstColumn + $0.map.outputs <= columns
                }, "updates lie within the product")
        let width = columns
        unsafe values.withUnsafeMutableBufferPointer { out in
            unsafe x.values.withUnsafeBufferPointer { x in
                guard let out = out.baseAddress, let x = x.baseAddress else { return }
                let memory = unsafe Memory(x: x, out: out, width: width)
                threads.forEach(updates.count) { memory.apply(updates[$0]) }
            }
        }
    }

    @safe private struct Memory: @unchecked Sendable {
        let x: UnsafePointer<Float>
        let out: UnsafeMutablePointer<Float>
        let width: Int

        func apply(_ update: LowRankMap.Update) {
            let (map, rows) = (update.map, update.rows)
            let (inputs, rank) = (map.inputs, map.down.columns)
            var inner = [Float](repeating: 0, count: rows.count * rank)
            unsafe map.down.panels.withUnsafeBufferPointer { down in
                unsafe ol_gemm(
                    rows.count, rank, inputs, x + rows.lowerBound * inputs, inputs, 1,
                    down.baseAddress, &inner, rank, 0)
            }
            inner.scale(by: map.scale)
            unsafe map.up.panels.withUnsafeBufferPointer { up in
                unsafe ol_gemm(
                    rows.count, map.outputs, rank, inner, rank, 1, up.baseAddress,
                    out + rows.lowerBound * width + update.firstColumn, width, 1)
            }
        }
    }
}
