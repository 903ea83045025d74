import Foundation
import Tensors
import Testing

@Suite struct `A softmax` {
    private func exact(_ row: [Double]) -> [Double] {
        let top = row.max() ?? 0
        let powers = row.map { exp($0 - top) }
        return powers.map { $0 / powers.reduce(0, +) }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 50, 333]) func `equals the exact one`(columns: Int) {
        var samples = Samples(seed: 1)
        for scale: Float in [1e-6, 1, 30, 1e4] {
            var p = samples.matrix(5, columns, scale: scale)
            let expected = p.doubles.map(exact)
            p.applySoftmaxToRows()
            for row in 0..<5 {
                for column in 0..<columns {
                    let (found, wanted) = (Double(p[row, column]), expected[row][column])
                    #expect(abs(found - wanted) < 1e-7 + 2e-6 * wanted)
                }
            }
        }
    }

    @Test func `does not overflow, and ignores what is far below the top`() {
        var p = Matrix(
            rows: 3, columns: 3, values: [3e38, 3e38, -3e38, -3e38, -3e38, -3e38, 0, -100, -1e30])
        p.applySoftmaxToRows()
        let third = p[1, 0]
        #expect(p.values == [0.5, 0.5, 0, third, third, third, 1, 0, 0])
        #expect(abs(third - 1 / 3) < 1e-7)
        var empty = Matrix(rows: 0, columns: 4)
        empty.applySoftmaxToRows()
        #expect(empty.values.isEmpty)
    }
}

@Suite struct `A layer normalisation` {
    private struct Case {
        let (weight, bias): ([Float], [Float])
        let norm: LayerNorm
        let epsilon: Double

        init(width: Int, epsilon: Float) {
            var samples = Samples(seed: 2)
            weight = samples.vector(width).map { 1 + $0 / 3 }
            bias = samples.vector(width)
            norm = LayerNorm(weight: weight, bias: bias, epsilon: epsilon)
            self.epsilon = Double(epsilon)
        }

        func exact(_ x: [[Double]]) -> [[Double]] {
            x.map { row in
                let n = Double(row.count)
                let mean = row.reduce(0, +) / n
                let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
                return row.indices.map {
                    (row[$0] - mean) / (variance + epsilon).squareRoot() * Double(weight[$0])
                        + Double(bias[$0])
                }
            }
        }
    }

    @Test(arguments: [1, 5, 16, 33, 384], [Float(0.1), 10, 1000])
    func `equals the exact one`(width: Int, scale: Float) {
        let layer = Case(width: width, epsilon: 1e-12)
        var samples = Samples(seed: 3)
        let x = samples.matrix(4, width, scale: scale)
        let (output, _) = layer.norm(x)
        let expected = layer.exact(x.doubles)
        for row in 0..<4 {
            for column in 0..<width {
                #expect(abs(Double(output[row, column]) - expected[row][column]) < 2e-5)
            }
        }
    }

    @Test func `of a constant row is the bias`() {
        let layer = Case(width: 32, epsilon: 1e-12)
        let x = Matrix(rows: 1, columns: 32, values: [Float](repeating: 0.25, count: 32))
        #expect(layer.norm(x).output.values == layer.bias)
    }

    @Test(arguments: [2, 5, 16, 33]) func `has the gradient of finite differences`(width: Int) {
        let layer = Case(width: width, epsilon: 1e-5)
        var samples = Samples(seed: 4)
        let x = samples.matrix(3, width)
        let above = samples.matrix(3, width)
        var gradient = above
        layer.norm.backward(&gradient, layer.norm(x).trace)
        for row in 0..<3 {
            for column in 0..<width {
                let expected = slope(at: x.doubles, row: row, column: column) {
                    layer.exact($0).inner(above.doubles)
                }
                #expect(abs(Double(gradient[row, column]) - expected) < 2e-5 + 1e-5 * abs(expected))
            }
        }
    }
}
