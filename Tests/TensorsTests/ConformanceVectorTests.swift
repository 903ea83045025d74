import Tensors
import Testing
import VectorTestKit

/// The kernels give the bits of docs/formats/vectors, which another implementation wrote.
@Suite struct `The conformance vectors` {
    private let threads = ComputeThreads(count: 2)

    private func matrix(
        _ vector: ConformanceVector, _ name: String, _ rows: Int, _ columns: Int
    ) throws -> Matrix {
        Matrix(rows: rows, columns: columns, values: try vector.singles(name))
    }

    // MARK: Products

    @Test func `hold the fused multiply-add`() throws {
        for vector in try ConformanceVector.all(of: "fused multiply-add", in: "products") {
            var y = try vector.singles("y")
            y.add(try vector.singles("x"), scaledBy: try vector.single("factor"))
            #expect(bitPatterns(y) == (try vector.expectedBits("y")))
        }
    }

    @Test func `hold products`() throws {
        for vector in try ConformanceVector.all(of: "product", in: "products") {
            let (m, k) = (try vector.size("m"), try vector.size("k"))
            let a = try matrix(vector, "a", m, k)
            let b = PackedMatrix(try matrix(vector, "b", k, vector.size("n")))
            #expect(bitPatterns(a.times(b).values) == (try vector.expectedBits("fromZero")))
            let begun = a.times(b, bias: try vector.singles("start"))
            #expect(bitPatterns(begun.values) == (try vector.expectedBits("fromStart")))
        }
    }

    @Test func `hold transposed products`() throws {
        for vector in try ConformanceVector.all(of: "transposed product", in: "products") {
            let k = try vector.size("k")
            let a = try matrix(vector, "a", k, vector.size("m"))
            let b = try matrix(vector, "b", k, vector.size("n"))
            #expect(
                bitPatterns(a.transposedTimes(b).values) == (try vector.expectedBits("c")))
        }
    }

    @Test func `hold low-rank maps`() throws {
        for vector in try ConformanceVector.all(of: "low-rank map", in: "products") {
            let (m, k) = (try vector.size("m"), try vector.size("k"))
            let (rank, n) = (try vector.size("r"), try vector.size("n"))
            let map = LowRankMap(
                a: try matrix(vector, "a", rank, k), b: try matrix(vector, "b", n, rank),
                scale: try vector.single("scale"))
            var y = try matrix(vector, "y", m, n)
            y.add(
                [LowRankMap.Update(map, rows: 0..<m, firstColumn: 0)],
                of: try matrix(vector, "x", m, k), on: threads)
            #expect(bitPatterns(y.values) == (try vector.expectedBits("y")))
        }
    }

    // MARK: Functions

    @Test func `hold exp and log`() throws {
        for vector in try ConformanceVector.all(of: "exp", in: "functions") {
            let y = try vector.singles("x").exponentials
            #expect(bitPatterns(y) == (try vector.expectedBits("y")))
        }
        for vector in try ConformanceVector.all(of: "log", in: "functions") {
            let y = try vector.singles("x").logarithms
            #expect(bitPatterns(y) == (try vector.expectedBits("y")))
        }
    }

    @Test func `hold gelu and its slope`() throws {
        for vector in try ConformanceVector.all(of: "gelu", in: "functions") {
            let values = try vector.singles("x")
            let x = Matrix(rows: 1, columns: values.count, values: values)
            #expect(bitPatterns(x.gelu.values) == (try vector.expectedBits("y")))
            var gradient = try matrix(vector, "gradient", 1, values.count)
            gradient.multiplyByGELUSlope(at: x)
            #expect(bitPatterns(gradient.values) == (try vector.expectedBits("gradient")))
        }
    }

    @Test func `hold the gate of a feed-forward net`() throws {
        for vector in try ConformanceVector.all(of: "gated", in: "functions") {
            let both = try vector.singles("gate") + vector.singles("up")
            let y = Matrix(rows: 1, columns: both.count, values: both).gated
            #expect(bitPatterns(y.values) == (try vector.expectedBits("y")))
        }
    }

    // MARK: Rows

    @Test func `hold sums and inner products`() throws {
        for vector in try ConformanceVector.all(of: "sums", in: "rows") {
            let x = try vector.singles("x")
            #expect([x.laneSum.bitPattern] == (try vector.expectedBits("sum")))
            let dot = x.dot(try vector.singles("y"))
            #expect([dot.bitPattern] == (try vector.expectedBits("dot")))
        }
    }

    @Test func `hold softmax`() throws {
        for vector in try ConformanceVector.all(of: "softmax", in: "rows") {
            let y = try vector.singles("x").softmax(scaledBy: vector.single("factor"))
            #expect(bitPatterns(y) == (try vector.expectedBits("y")))
        }
    }

    @Test func `hold the normalisations`() throws {
        for vector in try ConformanceVector.all(of: "layer normalisation", in: "rows") {
            let (m, n) = (try vector.size("m"), try vector.size("n"))
            let norm = LayerNorm(
                weight: try vector.singles("weight"), bias: try vector.singles("bias"),
                epsilon: try vector.single("epsilon"))
            let (output, trace) = norm(try matrix(vector, "x", m, n))
            #expect(bitPatterns(output.values) == (try vector.expectedBits("y")))
            var gradient = try matrix(vector, "gradient", m, n)
            norm.backward(&gradient, trace)
            #expect(bitPatterns(gradient.values) == (try vector.expectedBits("gradient")))
        }
        let name = "root mean square normalisation"
        for vector in try ConformanceVector.all(of: name, in: "rows") {
            let norm = RootMeanSquareNorm(
                weight: try vector.singles("weight"), epsilon: try vector.single("epsilon"))
            let y = norm(try matrix(vector, "x", vector.size("m"), vector.size("n")))
            #expect(bitPatterns(y.values) == (try vector.expectedBits("y")))
        }
    }

    // MARK: Attention

    @Test func `hold attention and its gradients`() throws {
        for vector in try ConformanceVector.all(of: "attention", in: "attention") {
            let (n, width) = (try vector.size("n"), try vector.size("width"))
            let (q, k) = (try matrix(vector, "q", n, width), try matrix(vector, "k", n, width))
            let v = try matrix(vector, "v", n, width)
            let bounds = [0, try vector.size("first"), n]
            let attention = Attention(heads: try vector.size("heads"), width: width)
            let (output, trace) = attention(query: q, key: k, value: v, bounds: bounds)
            #expect(bitPatterns(output.values) == (try vector.expectedBits("output")))
            let back = attention.backward(
                try matrix(vector, "gradient", n, width), query: q, key: k, value: v,
                bounds: bounds, trace)
            #expect(bitPatterns(back.query.values) == (try vector.expectedBits("dq")))
            #expect(bitPatterns(back.key.values) == (try vector.expectedBits("dk")))
            #expect(bitPatterns(back.value.values) == (try vector.expectedBits("dv")))
        }
    }

    @Test func `hold rotary positions`() throws {
        for vector in try ConformanceVector.all(of: "rotary positions", in: "attention") {
            var scaling = RotaryFrequencies.Scaling.none
            if vector.gives("factor") {
                let factor = try vector.single("factor")
                scaling =
                    vector.gives("low")
                    ? .llama3(
                        factor: factor, lowFrequencyFactor: try vector.single("low"),
                        highFrequencyFactor: try vector.single("high"),
                        originalContext: try vector.single("original"))
                    : .linear(factor: factor)
            }
            let rotary = RotaryFrequencies(
                width: try vector.size("width"), base: Double(try vector.size("base")),
                scaling: scaling)
            #expect(bitPatterns(rotary.values) == (try vector.expectedBits("frequencies")))
            let turn = rotary.turn(at: try vector.size("position"))
            #expect(bitPatterns(turn.cosines) == (try vector.expectedBits("cosines")))
            #expect(bitPatterns(turn.sines) == (try vector.expectedBits("sines")))
        }
    }

    @Test(arguments: [18, 5, 1]) func `hold attention over a cache`(atOnce: Int) throws {
        for vector in try ConformanceVector.all(of: "attention over a cache", in: "attention") {
            let (n, width) = (try vector.size("n"), try vector.size("width"))
            let (heads, keyHeads) = (try vector.size("heads"), try vector.size("keyHeads"))
            let shape = KeyValuePage.Shape(layers: 1, heads: keyHeads, headWidth: width)
            let attention = CachedAttention(queryHeads: heads, shape: shape)
            let rotary = RotaryFrequencies(width: width, base: Double(try vector.size("base")))
            let all = try matrix(vector, "projections", n, (heads + 2 * keyHeads) * width)
            var cache = KeyValueCache(shape: shape)
            var output: [Float] = []
            for start in stride(from: 0, to: n, by: atOnce) {
                let rows = start..<min(n, start + atOnce)
                var part = all.rows(rows)
                let first = cache.append(rows.count)
                output +=
                    attention(
                        &part, layer: 0,
                        sequences: [SequenceRows(rows: 0..<rows.count, firstPosition: first)],
                        caches: [cache], turns: RotaryTurns(Array(rows), rotary), on: threads
                    ).values
            }
            #expect(bitPatterns(output) == (try vector.expectedBits("output")))
        }
    }

    // MARK: Eight bits and training

    @Test func `hold eight-bit rows`() throws {
        for vector in try ConformanceVector.all(of: "eight-bit rows", in: "eight-bit") {
            let width = try vector.size("width")
            let rows = QuantisedRows(try matrix(vector, "rows", vector.size("count"), width))
            #expect(bitPatterns(rows.scales) == (try vector.expectedBits("scales")))
            let integers = rows.integers.map { UInt8(bitPattern: $0) }
            #expect(integers == (try vector.expectedBytes("integers")))
            let row = QuantisedRows(try matrix(vector, "row", 1, width))
            let products = try vector.expectedBits("products")
            #expect(bitPatterns(rows.products(with: row)) == products)
            #expect(bitPatterns(QuantisedPanels(rows).products(with: row)) == products)
        }
    }

    @Test func `hold AdamW`() throws {
        for vector in try ConformanceVector.all(of: "AdamW", in: "training") {
            var parameters = try vector.singles("parameters")
            let gradients = try vector.singles("gradients")
            let count = parameters.count
            var optimiser = AdamW(
                count: count,
                settings: AdamW.Settings(
                    beta1: try vector.single("beta1"), beta2: try vector.single("beta2"),
                    epsilon: try vector.single("epsilon"),
                    weightDecay: try vector.single("weightDecay")))
            for (step, rate) in try vector.singles("rates").enumerated() {
                optimiser.step(
                    &parameters, gradient: Array(gradients[step * count..<(step + 1) * count]),
                    learningRate: rate)
            }
            #expect(bitPatterns(parameters) == (try vector.expectedBits("parameters")))
            #expect(bitPatterns(optimiser.moment1) == (try vector.expectedBits("moment1")))
            #expect(bitPatterns(optimiser.moment2) == (try vector.expectedBits("moment2")))
        }
    }

    @Test func `hold the softmax regression`() throws {
        for vector in try ConformanceVector.all(of: "softmax regression", in: "training") {
            let (width, classes) = (try vector.size("width"), try vector.size("classes"))
            let values = try vector.singles("start")
            let weights = Matrix(
                rows: classes, columns: width, values: Array(values[..<(classes * width)]))
            let start = SoftmaxRegression.Parameters(
                weights: weights, bias: Array(values[(classes * width)...]))
            let problem = SoftmaxRegression(
                features: try matrix(vector, "features", vector.size("rows"), width),
                labels: try vector.bytes("labels").map { Int($0) }, classes: classes,
                rowWeights: try vector.singles("rowWeights"))
            let gradient = problem.lossAndGradient(start, threads: threads).gradient
            #expect(bitPatterns(gradient) == (try vector.expectedBits("gradient")))
            let point = problem.minimised(
                from: start, l2: try vector.single("l2"), anchor: weights,
                linear: try vector.singles("linear"), steps: try vector.size("steps"),
                threads: threads)
            let found = bitPatterns(point.weights.values + point.bias)
            #expect(found == (try vector.expectedBits("point")))
        }
    }

    @Test func `hold the inverse Cholesky factor`() throws {
        for vector in try ConformanceVector.all(of: "inverse Cholesky factor", in: "training") {
            let n = try vector.size("n")
            let inverse = try CholeskyInverse(matrix(vector, "matrix", n, n))
            let found = bitPatterns(inverse.inverseFactor.values)
            #expect(found == (try vector.expectedBits("factor")))
        }
    }
}
