import Tensors
import Testing

@Suite struct `A matrix product` {
    /// Bits of a deterministic matrix: a linear congruential sequence, centred.
    static func matrix(_ rows: Int, _ columns: Int, seed: UInt32) -> Matrix {
        var state = seed
        return Matrix(
            rows: rows, columns: columns,
            values: (0..<rows * columns).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return Float(state >> 8) / Float(1 << 24) - 0.5
            })
    }

    @Test func `is one chain of fused multiply-adds over k`() {
        for (m, n, k) in [(1, 1, 1), (7, 33, 5), (13, 16, 300), (2, 50, 513), (25, 47, 64)] {
            let a = Self.matrix(m, k, seed: 1)
            let b = Self.matrix(k, n, seed: 2)
            let product = a.times(PackedMatrix(b))
            for i in 0..<m {
                for j in 0..<n {
                    var chain: Float = 0
                    for l in 0..<k { chain.addProduct(a[i, l], b[l, j]) }
                    #expect(product[i, j].bitPattern == chain.bitPattern)
                }
            }
        }
    }

    @Test func `has the same bits with either layout of b`() {
        let a = Self.matrix(31, 77, seed: 3)
        let b = Self.matrix(77, 48, seed: 4)
        #expect(
            bits(a.times(PackedMatrix(b)).values) == bits(a.transposed.transposedTimes(b).values))
    }

    @Test func `of no depth is zero, or the bias alone`() {
        let (a, b) = (Matrix(rows: 3, columns: 0), Matrix(rows: 0, columns: 18))
        #expect(a.times(PackedMatrix(b)).values == [Float](repeating: 0, count: 54))
        let bias = (0..<18).map { Float($0) }
        #expect(a.times(PackedMatrix(b), bias: bias).values == bias + bias + bias)
    }

    @Test func `does not depend on the rows beside a row`() {
        let a = Self.matrix(40, 64, seed: 5)
        let b = PackedMatrix(Self.matrix(64, 30, seed: 6))
        let all = a.times(b)
        for row in 0..<a.rows {
            #expect(a.rows(row..<row + 1).times(b).values == Array(all.row(row)))
        }
    }
}
