import Foundation
import Kernels
import Tensors
import Testing

@Suite struct `Elementary functions` {
    /// Every `stride`-th number between two positive ones, by bit pattern.
    private static func numbers(from low: Float, to high: Float, every stride: Int) -> [Float] {
        Swift.stride(from: low.bitPattern, through: high.bitPattern, by: stride).map {
            Float(bitPattern: $0)
        }
    }

    private static func slope(_ x: [Float]) -> [Float] {
        var gradient = Matrix(
            rows: 1, columns: x.count, values: [Float](repeating: 1, count: x.count))
        gradient.multiplyByGELUSlope(at: Matrix(rows: 1, columns: x.count, values: x))
        return gradient.values
    }

    private static func gelu(_ x: [Float]) -> [Float] {
        Matrix(rows: 1, columns: x.count, values: x).gelu.values
    }

    private static func exactGELU(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }

    private static func exactSlope(_ x: Double) -> Double {
        0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }

    @Test func `exp is right to 0.00000015 of its value between −87 and 88`() {
        let x =
            Self.numbers(from: 1e-12, to: 88, every: 4001)
            + Self.numbers(from: 1e-12, to: 87, every: 4001).map { -$0 }
        var worst = 0.0
        for (x, y) in zip(x, x.exponentials) {
            worst = max(worst, abs(Double(y) / exp(Double(x)) - 1))
        }
        #expect(worst < 1.5e-7)
    }

    @Test func `exp is 0 below −87, exp(88) above 88, and 1 at either zero`() {
        let ends: [Float] = [
            -87.001, -1000, -.greatestFiniteMagnitude, -.infinity, 88.001, 1000, .infinity, 88,
            0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-30,
        ].exponentials
        #expect(bits(ends[..<4]) == [0, 0, 0, 0])
        #expect(Set(bits(ends[4..<8])).count == 1 && ends[4] > 1.6e38)
        #expect(ends[8...].allSatisfy { $0 == 1 })
        #expect([Float.nan].exponentials[0].isNaN)
    }

    @Test func `log is right to 0.0000002 of its value over all normal numbers`() {
        let x =
            Self.numbers(
                from: .leastNormalMagnitude, to: .greatestFiniteMagnitude, every: 20_011)
            + Self.numbers(from: 0.999, to: 1.001, every: 3)
        var worst = 0.0
        for (x, y) in zip(x, x.logarithms) where x != 1 {
            worst = max(worst, abs(Double(y) / log(Double(x)) - 1))
        }
        #expect(worst < 2e-7)
        #expect(bits([Float(1)].logarithms) == [0])
    }

    @Test func `gelu and its slope are right to 0.000001 wherever they bend`() {
        let positive = Self.numbers(from: 1e-10, to: 8, every: 4001)
        let x = positive + positive.map { -$0 }
        var (worst, worstSlope) = (0.0, 0.0)
        for (x, y) in zip(x, Self.gelu(x)) {
            worst = max(worst, abs(Double(y) - Self.exactGELU(Double(x))))
        }
        for (x, y) in zip(x, Self.slope(x)) {
            worstSlope = max(worstSlope, abs(Double(y) - Self.exactSlope(Double(x))))
        }
        #expect(worst < 1e-6)
        #expect(worstSlope < 1e-6)
    }

    @Test func `gelu is x above and 0 below where erf has ended`() {
        let far: [Float] = [6, 20, 1e4, 1e18, 1e30]
        #expect(Self.gelu(far) == far)
        #expect(Self.gelu(far.map { -$0 }).allSatisfy { $0 == 0 })
        #expect(Self.slope(far).allSatisfy { abs($0 - 1) < 1e-6 })
        #expect(Self.slope(far.map { -$0 }).allSatisfy { abs($0) < 1e-6 })
        #expect(bits(Self.gelu([0, -0.0])) == bits([0, -0.0]))
        #expect(Self.slope([0, -0.0]) == [0.5, 0.5])
        #expect(Self.gelu([.leastNormalMagnitude]) == [.leastNormalMagnitude / 2])
    }

    @Test(arguments: 0..<70) func `treat each element alone, whatever the count`(count: Int) {
        var samples = Samples(seed: UInt32(count))
        let x = samples.vector(count, scale: 8)
        let positive = x.map { abs($0) + 0.01 }
        #expect(bits(x.exponentials) == x.flatMap { bits([$0].exponentials) })
        #expect(bits(positive.logarithms) == positive.flatMap { bits([$0].logarithms) })
        #expect(bits(Self.gelu(x)) == x.flatMap { bits(Self.gelu([$0])) })
        #expect(bits(Self.slope(x)) == x.flatMap { bits(Self.slope([$0])) })
    }

    @Test(arguments: 0..<35) func `write nothing past the last element`(count: Int) {
        func check(_ kernel: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void) {
            let x = [Float](repeating: 0.5, count: count + 20)
            var y = [Float](repeating: 3, count: count + 20)
            unsafe kernel(count, x, &y)
            #expect(y[count...].allSatisfy { $0 == 3 })
            #expect(!y[..<count].contains(3))
        }
        unsafe check { unsafe ol_exp($0, $1, $2) }
        unsafe check { unsafe ol_log($0, $1, $2) }
        unsafe check { unsafe ol_gelu($0, $1, $2) }
        unsafe check { unsafe ol_gelu_backward($0, $1, $2) }
        unsafe check { unsafe ol_add_scaled($0, 2, $1, $2) }
        unsafe check { count, _, y in unsafe ol_scale(count, 2, y) }
    }
}

@Suite struct `Sums and scaled additions` {
    @Test(arguments: [0, 1, 15, 16, 17, 31, 33, 100, 384, 1000])
    func `go by sixteen lanes, folded by halves`(count: Int) {
        var samples = Samples(seed: 9)
        let (x, y) = (samples.vector(count), samples.vector(count))
        func folded(_ lanes: [Float]) -> Float {
            var lanes = lanes
            for width in [8, 4, 2, 1] { for i in 0..<width { lanes[i] += lanes[i + width] } }
            return lanes[0]
        }
        var (sum, product) = ([Float](repeating: 0, count: 16), [Float](repeating: 0, count: 16))
        for index in 0..<count {
            sum[index % 16] += x[index]
            product[index % 16].addProduct(x[index], y[index])
        }
        #expect(x.laneSum.bitPattern == folded(sum).bitPattern)
        #expect(x.dot(y).bitPattern == folded(product).bitPattern)
        #expect(count == 0 || abs(Double(x.laneSum) - x.reduce(0) { $0 + Double($1) }) < 1e-4)
    }

    @Test func `are one fused multiply-add an element`() {
        var samples = Samples(seed: 10)
        let (x, y) = (samples.vector(37), samples.vector(37))
        var sum = y
        sum.add(x, scaledBy: 0.3)
        #expect(bits(sum) == zip(x, y).map { $1.addingProduct(0.3, $0).bitPattern })
        var scaled = x
        scaled.scale(by: 0.3)
        #expect(bits(scaled) == x.map { ($0 * 0.3).bitPattern })
    }
}
