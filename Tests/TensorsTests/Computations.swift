import Tensors

/// One fixed computation a kind of arithmetic, over sizes that fill no vector and no tile, for
/// comparing bits between paths, machines and compilers.
enum Computations {
    static let all: [(name: String, run: @Sendable () -> [Float])] = [
        ("matrix products", products),
        ("exp", { inputs(20).exponentials }),
        ("log", { inputs(20).map { abs($0) + 0.001 }.logarithms }),
        ("gelu", { Matrix(rows: 1, columns: 203, values: inputs(6)).gelu.values }),
        ("slope of gelu", geluSlope),
        ("vectors", vectors),
        ("softmax", softmax),
        ("layer normalisation", layerNorm),
        ("attention", attention),
        ("AdamW", adamW),
        ("quantised rows", quantised),
        ("quantised panels", panels),
        ("selection", selection),
        ("Cholesky", cholesky),
        ("softmax regression", regression),
    ]

    private static func inputs(_ scale: Float) -> [Float] {
        var samples = Samples(seed: 21)
        return samples.vector(203, scale: scale)
    }

    private static func products() -> [Float] {
        var results: [Float] = []
        // Rows fill tiles of 1, 6 and 12 rows and leave some over; depths cross a block of 256.
        let sizes = [
            (1, 1, 1), (1, 17, 3), (5, 33, 300), (13, 16, 7), (23, 47, 257), (2, 96, 64),
            (37, 80, 520), (100, 31, 5),
        ]
        for (m, n, k) in sizes {
            var samples = Samples(seed: UInt32(m * n * k))
            let (a, b) = (samples.matrix(m, k), samples.matrix(k, n))
            let bias = samples.vector(n)
            results += a.times(PackedMatrix(b)).values
            results += a.times(PackedMatrix(b), bias: bias).values
            results += a.transposed.transposedTimes(b).values
            results += b.transposed.times(PackedMatrix(transposing: a)).values
            var part = bias + bias
            samples.matrix(k, 1).addTransposed(times: b, over: k / 3..<k, to: &part, at: n)
            results += part
        }
        return results
    }

    private static func geluSlope() -> [Float] {
        var samples = Samples(seed: 22)
        var gradient = samples.matrix(7, 29)
        gradient.multiplyByGELUSlope(at: Matrix(rows: 7, columns: 29, values: inputs(6)))
        return gradient.values
    }

    private static func vectors() -> [Float] {
        var samples = Samples(seed: 23)
        var results: [Float] = []
        for count in [1, 15, 16, 31, 100, 385] {
            var (x, y) = (samples.vector(count), samples.vector(count))
            results += [x.laneSum, x.dot(y), x[(count / 2)...].dot(y[..<(count - count / 2)])]
            y.add(x, scaledBy: -0.7)
            x.scale(by: 1.1)
            results += x + y
        }
        return results
    }

    private static func softmax() -> [Float] {
        var samples = Samples(seed: 24)
        return [1, 5, 16, 45].flatMap { (columns: Int) -> [Float] in
            var rows = samples.matrix(6, columns, scale: 9)
            rows.applySoftmaxToRows()
            return rows.values
        }
    }

    private static func layerNorm() -> [Float] {
        var samples = Samples(seed: 25)
        return [1, 7, 16, 45, 384].flatMap { (width: Int) -> [Float] in
            let norm = LayerNorm(
                weight: samples.vector(width), bias: samples.vector(width), epsilon: 1e-12)
            let (output, trace) = norm(samples.matrix(5, width, scale: 3))
            var gradient = samples.matrix(5, width)
            norm.backward(&gradient, trace)
            return output.values + gradient.values
        }
    }

    private static func attention() -> [Float] {
        var samples = Samples(seed: 26)
        let bounds = [0, 1, 14, 19, 50]
        return [5, 16, 32].flatMap { (headWidth: Int) -> [Float] in
            let width = 3 * headWidth
            let (q, k) = (samples.matrix(50, width), samples.matrix(50, width))
            let (v, above) = (samples.matrix(50, width), samples.matrix(50, width))
            let attention = Attention(heads: 3, width: width)
            let (output, trace) = attention(query: q, key: k, value: v, bounds: bounds)
            let back = attention.backward(
                above, query: q, key: k, value: v, bounds: bounds, trace)
            return output.values + back.query.values + back.key.values + back.value.values
        }
    }

    private static func adamW() -> [Float] {
        var samples = Samples(seed: 27)
        var parameters = samples.vector(77)
        var optimiser = AdamW(
            count: 77,
            settings: AdamW.Settings(beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1))
        for _ in 0..<9 {
            optimiser.step(&parameters, gradient: samples.vector(77), learningRate: 0.01)
        }
        return parameters + optimiser.moment1 + optimiser.moment2
    }

    private static func quantised() -> [Float] {
        var samples = Samples(seed: 28)
        return [1, 33, 100, 385].flatMap { (columns: Int) -> [Float] in
            let rows = QuantisedRows(samples.matrix(9, columns))
            return rows.scales + rows.products(with: QuantisedRows(samples.matrix(1, columns)))
        }
    }

    private static func panels() -> [Float] {
        var samples = Samples(seed: 28)
        return [1, 33, 100, 385].flatMap { (columns: Int) -> [Float] in
            let rows = QuantisedPanels(QuantisedRows(samples.matrix(37, columns)))
            return rows.products(with: QuantisedRows(samples.matrix(1, columns)))
        }
    }

    private static func selection() -> [Float] {
        let x = inputs(3)
        var product = x
        product.multiply(by: inputs(1).reversed())
        let magnitudes = x.magnitudes(outside: 2, of: x.indices.map { Int32($0 % 5) })
        return product + magnitudes + magnitudes.maxima(ofBlocks: 16) + x.maxima(ofBlocks: 37)
            + x.positions(above: 0.5).map { Float($0) }
    }

    private static func cholesky() -> [Float] {
        var samples = Samples(seed: 29)
        let a = samples.matrix(19, 19)
        var k = a.times(PackedMatrix(transposing: a))
        for i in 0..<19 { k[i, i] += 0.5 }
        guard let factor = try? CholeskyInverse(k) else { return [] }
        return factor.inverseFactor.values + factor.whiten(samples.matrix(3, 19)).values
    }

    private static func regression() -> [Float] {
        var samples = Samples(seed: 30)
        let features = samples.matrix(270, 13)
        let labels = (0..<270).map { features[$0, 0] > 0 ? 1 : features[$0, 1] > 0 ? 2 : 0 }
        let found = SoftmaxRegression(features: features, labels: labels, classes: 3).minimised(
            from: SoftmaxRegression.Parameters(classes: 3, features: 13), l2: 0.01, steps: 12,
            threads: ComputeThreads(count: 2))
        return found.weights.values + found.bias
    }
}

/// FNV-1a of 64 bits over the bytes of the numbers, little-endian
/// (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv, section 2).
func fingerprint(_ values: [Float]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in values {
        for shift in stride(from: 0, to: 32, by: 8) {
            hash ^= UInt64(value.bitPattern >> UInt32(shift) & 0xFF)
            hash &*= 0x0000_0100_0000_01B3
        }
    }
    return hash
}
