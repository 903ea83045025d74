internal import Kernels

/// Multi-head scaled dot-product attention over rows of different lengths laid end to end.
///
/// Vaswani and others 2017, arXiv 1706.03762, equation 1. Rows never see each other, so there is
/// nothing to mask and nothing to pad.
public struct Attention: Sendable {
    private let heads: Int
    private let headWidth: Int
    private let scale: Float

    /// The probabilities that the backward pass needs: for each row and head, length × length.
    public struct Trace: Sendable {
        let probabilities: [Float]
    }

    /// Attention of `heads` heads over vectors of `width` elements.
    public init(heads: Int, width: Int) {
        precondition(heads > 0 && width % heads == 0, "heads divide the width")
        self.heads = heads
        headWidth = width / heads
        scale = 1 / Float(headWidth).squareRoot()
    }

    /// softmax(q kᵀ / √headWidth) v within each row.
    ///
    /// - Parameters:
    ///   - query: q, [tokens, width].
    ///   - key: k, [tokens, width].
    ///   - value: v, [tokens, width].
    ///   - bounds: row r holds the tokens bounds[r] ..< bounds[r + 1].
    /// - Returns: the output, [tokens, width], and what the backward pass needs.
    public func callAsFunction(
        query: Matrix, key: Matrix, value: Matrix, bounds: [Int]
    ) -> (output: Matrix, trace: Trace) {
        let width = query.columns
        precondition(width == heads * headWidth && bounds.last == query.rows)
        var probabilities: [Float] = []
        let output = unsafe Matrix.filled(rows: query.rows, columns: width) { out in
            probabilities = unsafe Matrix.filled(
                rows: 1, columns: probabilityCount(bounds)
            ) { probabilities in
                var p = unsafe probabilities
                unsafe query.values.withUnsafeBufferPointer { q in
                    unsafe key.values.withUnsafeBufferPointer { k in
                        unsafe value.values.withUnsafeBufferPointer { v in
                            eachHead(bounds, width) { first, length in
                                let (n, h) = (length, headWidth)
                                let keys = unsafe PackedMatrix(
                                    k, from: first, depth: h, columns: n, rowStride: 1,
                                    columnStride: width)
                                let at = unsafe q.baseAddress.map { unsafe $0 + first }
                                unsafe ol_gemm(n, n, h, at, width, 1, keys.panels, p, n, 0)
                                unsafe ol_softmax_rows(n, n, scale, p, n)
                                let values = unsafe PackedMatrix(
                                    v, from: first, depth: n, columns: h, rowStride: width,
                                    columnStride: 1)
                                unsafe ol_gemm(
                                    n, h, n, p, n, 1, values.panels, out + first, width, 0)
                                unsafe p += n * n
                            }
                        }
                    }
                }
            }.values
        }
        return (output, Trace(probabilities: probabilities))
    }

    /// Gradients with respect to query, key and value, given that with respect to the output.
    public func backward(
        _ gradient: Matrix, query: Matrix, key: Matrix, value: Matrix, bounds: [Int], _ trace: Trace
    ) -> (query: Matrix, key: Matrix, value: Matrix) {
        let width = query.columns
        var dq = Matrix(rows: query.rows, columns: width)
        var dk = Matrix(rows: query.rows, columns: width)
        var dv = Matrix(rows: query.rows, columns: width)
        var at = 0
        unsafe dq.values.withUnsafeMutableBufferPointer { dq in
            unsafe dk.values.withUnsafeMutableBufferPointer { dk in
                unsafe dv.values.withUnsafeMutableBufferPointer { dv in
                    eachHead(bounds, width) { first, length in
                        unsafe backwardHead(
                            Head(first: first, length: length, width: width, probabilities: at),
                            gradient: gradient, query: query, key: key, value: value, trace,
                            dq, dk, dv)
                        at += length * length
                    }
                }
            }
        }
        return (dq, dk, dv)
    }

    /// Where one head of one row lies.
    private struct Head {
        let first: Int
        let length: Int
        let width: Int
        let probabilities: Int
    }

    private func backwardHead(
        _ head: Head, gradient: Matrix, query: Matrix, key: Matrix, value: Matrix, _ trace: Trace,
        _ dq: UnsafeMutableBufferPointer<Float>, _ dk: UnsafeMutableBufferPointer<Float>,
        _ dv: UnsafeMutableBufferPointer<Float>
    ) {
        let (n, h, width, first) = (head.length, headWidth, head.width, head.first)
        func packed(_ matrix: Matrix) -> PackedMatrix {
            PackedMatrix(
                matrix.values[first...], depth: n, columns: h, rowStride: width, columnStride: 1)
        }
        let valuesTransposed = PackedMatrix(
            value.values[first...], depth: h, columns: n, rowStride: 1, columnStride: width)
        var dp = [Float](repeating: 0, count: n * n)
        unsafe gradient.values.withUnsafeBufferPointer { g in
            unsafe trace.probabilities.withUnsafeBufferPointer { all in
                guard let g = g.baseAddress, let p = all.baseAddress, let dq = dq.baseAddress,
                    let dk = dk.baseAddress, let dv = dv.baseAddress
                else { return }
                let mine = unsafe p + head.probabilities
                unsafe ol_gemm(n, n, h, g + first, width, 1, valuesTransposed.panels, &dp, n, 0)
                unsafe ol_gemm(
                    n, h, n, mine, 1, n, packed(gradient).panels, dv + first, width, 0)
                unsafe ol_softmax_backward_rows(n, n, scale, mine, n, &dp, n)
                unsafe ol_gemm(n, h, n, dp, n, 1, packed(key).panels, dq + first, width, 0)
                unsafe ol_gemm(n, h, n, dp, 1, n, packed(query).panels, dk + first, width, 0)
            }
        }
    }

    private func probabilityCount(_ bounds: [Int]) -> Int {
        zip(bounds, bounds.dropFirst()).reduce(0) { $0 + heads * ($1.1 - $1.0) * ($1.1 - $1.0) }
    }

    /// Calls `body` with the offset of a head's first element and the row's length.
    private func eachHead(
        _ bounds: [Int], _ width: Int, _ body: (_ first: Int, _ length: Int) -> Void
    ) {
        for (start, end) in zip(bounds, bounds.dropFirst()) where end > start {
            for head in 0..<heads { body(start * width + head * headWidth, end - start) }
        }
    }
}
