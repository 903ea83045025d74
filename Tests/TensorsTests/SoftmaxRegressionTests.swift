import Foundation
import Tensors
import Testing

@Suite struct `Softmax regression` {
    private static let (classes, width) = (3, 5)
    private let threads = ComputeThreads(count: 2)

    /// Overlapping classes, so that the optimum is finite even without a penalty.
    private struct Rows {
        let features: Matrix
        let labels: [Int]

        init(_ count: Int, seed: UInt32 = 6) {
            var samples = Samples(seed: seed)
            features = samples.matrix(count, width, scale: 2)
            var labels: [Int] = []
            for row in 0..<count {
                let noisy = features[row, 0] + 0.8 * samples.next()
                labels.append(noisy < -0.6 ? 0 : noisy < 0.6 ? 1 : 2)
            }
            self.labels = labels
        }

        func problem(weights: [Float]? = nil) -> SoftmaxRegression {
            SoftmaxRegression(
                features: features, labels: labels, classes: classes, rowWeights: weights)
        }

        /// The loss in double precision; parameters flat, weights [classes, width] then biases.
        func loss(_ flat: [Double], weights: [Float]? = nil) -> Double {
            var sum = 0.0
            for row in labels.indices {
                let logits = (0..<classes).map { label in
                    (0..<width).reduce(flat[classes * width + label]) {
                        $0 + flat[label * width + $1] * Double(features[row, $1])
                    }
                }
                let top = logits.max() ?? 0
                let entropy =
                    top + log(logits.reduce(0) { $0 + exp($1 - top) }) - logits[labels[row]]
                sum += Double(weights?[row] ?? 1) * entropy
            }
            return sum / Double(labels.count)
        }
    }

    private static func parameters(seed: UInt32, scale: Float) -> SoftmaxRegression.Parameters {
        var samples = Samples(seed: seed)
        return SoftmaxRegression.Parameters(
            weights: samples.matrix(classes, width, scale: scale), bias: samples.vector(classes))
    }

    private static func flat(_ parameters: SoftmaxRegression.Parameters) -> [Float] {
        parameters.weights.values + parameters.bias
    }

    private static let zero = SoftmaxRegression.Parameters(classes: classes, features: width)

    @Test(arguments: [1, 40, 256, 300]) func `has the gradient of finite differences`(count: Int) {
        let rows = Rows(count)
        var samples = Samples(seed: 8)
        let weights = samples.vector(count).map { 1 + $0 }
        let point = Self.parameters(seed: 7, scale: 0.5)
        let (loss, gradient) = rows.problem(weights: weights).lossAndGradient(
            point, threads: threads)
        let flat = Self.flat(point).map(Double.init)
        #expect(abs(loss - rows.loss(flat, weights: weights)) < 1e-6)
        for index in flat.indices {
            let expected = slope(at: [flat], row: 0, column: index) {
                rows.loss($0[0], weights: weights)
            }
            #expect(abs(Double(gradient[index]) - expected) < 2e-6)
        }
    }

    @Test func `gives the same bits for every number of threads`() {
        let problem = Rows(700).problem()
        let found = (1...4).map {
            problem.minimised(
                from: Self.zero, l2: 0.01, steps: 15, threads: ComputeThreads(count: $0))
        }
        #expect(Set(found.map { bits(Self.flat($0)) }).count == 1)
    }

    /// At the minimum of a smooth convex problem its gradient vanishes, and only there.
    private func gradientLeft(
        _ problem: SoftmaxRegression, at point: SoftmaxRegression.Parameters, l2: Float,
        anchor: Matrix? = nil, linear: [Float]? = nil
    ) -> Float {
        var gradient = problem.lossAndGradient(point, threads: threads).gradient
        for index in point.weights.values.indices {
            gradient[index] += l2 * (point.weights.values[index] - (anchor?.values[index] ?? 0))
        }
        for index in gradient.indices { gradient[index] -= linear?[index] ?? 0 }
        return gradient.reduce(0) { max($0, abs($1)) }
    }

    @Test(arguments: [Float(0), 0.001, 0.1, 10]) func `reaches the optimum`(l2: Float) {
        let rows = Rows(150)
        let found = rows.problem().minimised(
            from: Self.parameters(seed: 9, scale: 1), l2: l2, steps: 300, threads: threads)
        #expect(gradientLeft(rows.problem(), at: found, l2: l2) < 2e-5)
        // From another start the same weights are reached: there is one optimum.
        let other = rows.problem().minimised(from: Self.zero, l2: l2, steps: 300, threads: threads)
        if l2 > 0 {
            for (a, b) in zip(found.weights.values, other.weights.values) {
                #expect(abs(a - b) < 2e-3)
            }
        }
    }

    @Test func `weighs rows: two of one row are that row with weight 2, weight 0 is none`() {
        let rows = Rows(20)
        var weights = [Float](repeating: 1, count: 20)
        (weights[3], weights[11]) = (2, 0)
        let indices = Array(rows.labels.indices).filter { $0 != 11 } + [3]
        let twice = SoftmaxRegression(
            features: rows.features.rows(at: indices), labels: indices.map { rows.labels[$0] },
            classes: Self.classes)
        let point = Self.parameters(seed: 12, scale: 0.5)
        let weighted = rows.problem(weights: weights).lossAndGradient(point, threads: threads)
        let repeated = twice.lossAndGradient(point, threads: threads)
        #expect(abs(weighted.loss - repeated.loss) < 1e-6)
        for (a, b) in zip(weighted.gradient, repeated.gradient) { #expect(abs(a - b) < 1e-6) }
    }

    @Test func `is drawn to the anchor and along the linear term, the bias unpenalised`() {
        let problem = Rows(120).problem()
        var samples = Samples(seed: 13)
        let anchor = samples.matrix(Self.classes, Self.width)
        // A term whose biases add up to nothing: otherwise the problem has no minimum.
        var linear = samples.vector(Self.classes * (Self.width + 1), scale: 0.02)
        linear.replaceSubrange(15..., with: [0.02, -0.03, 0.01])
        let found = problem.minimised(
            from: Self.zero, l2: 0.05, anchor: anchor, linear: linear, steps: 300,
            threads: threads)
        #expect(
            gradientLeft(problem, at: found, l2: 0.05, anchor: anchor, linear: linear) < 2e-5)
        #expect(gradientLeft(problem, at: found, l2: 0.05, anchor: anchor) > 0.005)
        #expect(gradientLeft(problem, at: found, l2: 0.05, linear: linear) > 0.005)
        let held = problem.minimised(
            from: Self.zero, l2: 1e5, anchor: anchor, steps: 300, threads: threads)
        for (a, b) in zip(held.weights.values, anchor.values) { #expect(abs(a - b) < 1e-3) }
    }

    @Test func `takes no step where it stands at the optimum or is given none`() {
        let problem = Rows(50).problem()
        let start = Self.parameters(seed: 14, scale: 1)
        #expect(problem.minimised(from: start, l2: 1, steps: 0, threads: threads) == start)
        let before = Rows(50).problem().lossAndGradient(Self.zero, threads: threads).loss
        let one = problem.minimised(from: Self.zero, l2: 0, steps: 1, threads: threads)
        #expect(problem.lossAndGradient(one, threads: threads).loss < before)
        #expect(abs(before - log(3.0)) < 1e-6)
    }
}
