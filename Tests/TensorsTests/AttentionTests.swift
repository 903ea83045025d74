import Foundation
import Tensors
import Testing

@Suite struct `Attention over rows` {
    private static let heads = 3

    private struct Inputs {
        let (query, key, value, above): (Matrix, Matrix, Matrix, Matrix)
        let bounds: [Int]

        init(lengths: [Int], headWidth: Int, scale: Float = 1) {
            var samples = Samples(seed: 5)
            bounds = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
            let (rows, width) = (bounds[bounds.count - 1], headWidth * heads)
            query = samples.matrix(rows, width, scale: scale)
            key = samples.matrix(rows, width, scale: scale)
            value = samples.matrix(rows, width)
            above = samples.matrix(rows, width)
        }

        var attention: Attention { Attention(heads: heads, width: query.columns) }

        func exact(
            _ query: [[Double]], _ key: [[Double]], _ value: [[Double]]
        ) -> [[Double]] {
            var output = value.map { $0.map { _ in 0.0 } }
            let width = self.query.columns / heads
            for (start, end) in zip(bounds, bounds.dropFirst()) {
                for head in 0..<heads {
                    let columns = head * width..<(head + 1) * width
                    for i in start..<end {
                        let scores = (start..<end).map { j in
                            columns.reduce(0.0) { $0 + query[i][$1] * key[j][$1] }
                                / Double(width).squareRoot()
                        }
                        let top = scores.max() ?? 0
                        let powers = scores.map { exp($0 - top) }
                        let total = powers.reduce(0, +)
                        for (j, power) in zip(start..<end, powers) {
                            for c in columns { output[i][c] += power / total * value[j][c] }
                        }
                    }
                }
            }
            return output
        }
    }

    @Test(arguments: [1, 7, 16, 32], [Float(1), 6])
    func `equals the exact one for rows of every length`(headWidth: Int, scale: Float) {
        let lengths = [1, 2, 16, 5, 0, 33, 64, 17]
        let inputs = Inputs(lengths: lengths, headWidth: headWidth, scale: scale)
        let output = inputs.attention(
            query: inputs.query, key: inputs.key, value: inputs.value, bounds: inputs.bounds
        ).output.doubles
        let expected = inputs.exact(
            inputs.query.doubles, inputs.key.doubles, inputs.value.doubles)
        for (found, wanted) in zip(output.joined(), expected.joined()) {
            #expect(abs(found - wanted) < 2e-5)
        }
    }

    @Test func `gives a row the same bits alone and beside others`() {
        let inputs = Inputs(lengths: [9, 1, 30, 4], headWidth: 10)
        let all = inputs.attention(
            query: inputs.query, key: inputs.key, value: inputs.value, bounds: inputs.bounds
        ).output
        for (start, end) in zip(inputs.bounds, inputs.bounds.dropFirst()) {
            let alone = inputs.attention(
                query: inputs.query.rows(start..<end), key: inputs.key.rows(start..<end),
                value: inputs.value.rows(start..<end), bounds: [0, end - start]
            ).output
            #expect(bits(alone.values) == bits(all.rows(start..<end).values))
        }
    }

    @Test func `has the gradients of finite differences`() {
        let inputs = Inputs(lengths: [4, 1, 0, 6], headWidth: 3)
        let (q, k, v) = (inputs.query.doubles, inputs.key.doubles, inputs.value.doubles)
        let trace = inputs.attention(
            query: inputs.query, key: inputs.key, value: inputs.value, bounds: inputs.bounds
        ).trace
        let found = inputs.attention.backward(
            inputs.above, query: inputs.query, key: inputs.key, value: inputs.value,
            bounds: inputs.bounds, trace)
        let above = inputs.above.doubles
        for row in 0..<inputs.query.rows {
            for column in 0..<inputs.query.columns {
                let dq = slope(at: q, row: row, column: column) {
                    inputs.exact($0, k, v).inner(above)
                }
                let dk = slope(at: k, row: row, column: column) {
                    inputs.exact(q, $0, v).inner(above)
                }
                let dv = slope(at: v, row: row, column: column) {
                    inputs.exact(q, k, $0).inner(above)
                }
                #expect(abs(Double(found.query[row, column]) - dq) < 5e-6)
                #expect(abs(Double(found.key[row, column]) - dk) < 5e-6)
                #expect(abs(Double(found.value[row, column]) - dv) < 5e-6)
            }
        }
    }
}
