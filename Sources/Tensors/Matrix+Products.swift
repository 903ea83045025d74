internal import Kernels

extension Matrix {
    /// The product self · right, [rows, right.columns]: each element one chain of fused
    /// multiply-adds over k ascending.
    public func times(_ right: PackedMatrix) -> Matrix {
        precondition(columns == right.depth, "the widths of a product agree")
        return unsafe .filled(rows: rows, columns: right.columns) { out in
            unsafe values.withUnsafeBufferPointer { a in
                unsafe right.panels.withUnsafeBufferPointer { b in
                    unsafe ol_gemm(
                        rows, right.columns, columns, a.baseAddress, columns, 1, b.baseAddress,
                        out, right.columns, 0)
                }
            }
        }
    }

    /// self · right with each row's chains starting at `bias`.
    public func times(_ right: PackedMatrix, bias: [Float]) -> Matrix {
        precondition(bias.count == right.columns, "a bias has one element a column")
        var result = unsafe Matrix.filled(rows: rows, columns: right.columns) { out in
            unsafe bias.withUnsafeBufferPointer { bias in
                guard let source = bias.baseAddress else { return }
                for row in 0..<rows {
                    unsafe (out + row * bias.count).initialize(from: source, count: bias.count)
                }
            }
        }
        result.add(self, times: right)
        return result
    }

    /// self += left · right, the chains going on from what stands here.
    public mutating func add(_ left: Matrix, times right: PackedMatrix) {
        precondition(
            left.columns == right.depth && left.rows == rows && right.columns == columns,
            "the sizes of a product agree")
        let width = columns
        unsafe values.withUnsafeMutableBufferPointer { c in
            unsafe left.values.withUnsafeBufferPointer { a in
                unsafe right.panels.withUnsafeBufferPointer { b in
                    unsafe ol_gemm(
                        left.rows, width, left.columns, a.baseAddress, left.columns, 1,
                        b.baseAddress, c.baseAddress, width, 1)
                }
            }
        }
    }

    /// The product selfᵀ · right over all rows, [columns, right.columns].
    public func transposedTimes(_ right: Matrix) -> Matrix {
        var result = [Float](repeating: 0, count: columns * right.columns)
        addTransposed(times: right, over: 0..<rows, to: &result, at: 0)
        return Matrix(rows: columns, columns: right.columns, values: result)
    }

    /// Adds selfᵀ · right, taken over a range of rows (the k of this product), to the
    /// columns × right.columns elements of `target` from `offset` on.
    public func addTransposed(
        times right: Matrix, over range: Range<Int>, to target: inout [Float], at offset: Int
    ) {
        precondition(
            right.rows == rows && range.lowerBound >= 0 && range.upperBound <= rows,
            "the range lies within both matrices")
        precondition(
            offset >= 0 && offset + columns * right.columns <= target.count,
            "the product fits its target")
        guard !range.isEmpty else { return }
        guard right.columns % Int(OL_PANEL_COLUMNS) == 0 else {
            let packed = PackedMatrix(right.rows(range))
            unsafe addTransposed(over: range, to: &target, at: offset, width: right.columns) {
                a, c in
                unsafe packed.panels.withUnsafeBufferPointer { b in
                    unsafe ol_gemm(
                        columns, right.columns, range.count, a, 1, columns, b.baseAddress, c,
                        right.columns, 1)
                }
            }
            return
        }
        unsafe addTransposed(over: range, to: &target, at: offset, width: right.columns) { a, c in
            unsafe right.values.withUnsafeBufferPointer { b in
                guard let b = b.baseAddress else { return }
                unsafe ol_gemm_unpacked(
                    columns, right.columns, range.count, a, 1, columns,
                    b + range.lowerBound * right.columns, right.columns, c, right.columns, 1)
            }
        }
    }

    private func addTransposed(
        over range: Range<Int>, to target: inout [Float], at offset: Int, width: Int,
        _ product: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) {
        unsafe target.withUnsafeMutableBufferPointer { c in
            unsafe values.withUnsafeBufferPointer { a in
                guard let a = a.baseAddress, let c = c.baseAddress else { return }
                unsafe product(a + range.lowerBound * columns, c + offset)
            }
        }
    }
}
