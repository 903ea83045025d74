/// Multinomial logistic regression, solved by L-BFGS.
///
/// The convex problem is to minimise
///
///     mean over rows of w_i · CE(W x_i + b, y_i) + (l2 / 2) |W − W₀|² − ⟨g, (W, b)⟩
///
/// The anchor W₀ and the linear term g are zero unless given; the bias is not penalised. Rows are
/// summed in blocks whose size depends on nothing, in their order.
public struct SoftmaxRegression: Sendable {
    /// Weights and biases of a linear classifier.
    public struct Parameters: Equatable, Sendable {
        /// W, [classes, features].
        public var weights: Matrix
        /// b, one per class.
        public var bias: [Float]

        /// One row of weights and one bias per class.
        public init(weights: Matrix, bias: [Float]) {
            precondition(weights.rows == bias.count, "one bias per class")
            self.weights = weights
            self.bias = bias
        }

        /// All zero.
        public init(classes: Int, features: Int) {
            self.init(
                weights: Matrix(rows: classes, columns: features),
                bias: [Float](repeating: 0, count: classes))
        }

        /// x Wᵀ + b, [rows, classes].
        public func logits(_ features: Matrix) -> Matrix {
            features.times(PackedMatrix(transposing: weights), bias: bias)
        }

        var flat: [Float] { weights.values + bias }

        init(flat: [Float], classes: Int, features: Int) {
            self.init(
                weights: Matrix(
                    rows: classes, columns: features, values: Array(flat[..<(classes * features)])),
                bias: Array(flat[(classes * features)...]))
        }
    }

    private let features: Matrix
    private let labels: [Int]
    private let rowWeights: [Float]
    private let classes: Int
    private let blocks: [Matrix]
    private static let blockRows = 256

    /// The problem for features [rows, width], labels 0 ..< classes and weights of the rows
    /// (1 each unless given).
    public init(features: Matrix, labels: [Int], classes: Int, rowWeights: [Float]? = nil) {
        precondition(labels.count == features.rows && labels.allSatisfy { 0..<classes ~= $0 })
        self.features = features
        self.labels = labels
        self.classes = classes
        self.rowWeights = rowWeights ?? [Float](repeating: 1, count: labels.count)
        blocks = stride(from: 0, to: features.rows, by: Self.blockRows).map {
            features.rows($0..<min($0 + Self.blockRows, features.rows))
        }
    }

    /// Minimises from `start`.
    ///
    /// - Parameters:
    ///   - start: the first point.
    ///   - l2: penalty on the distance to `anchor`.
    ///   - anchor: W₀; zero where nil.
    ///   - linear: g, flat as weights then biases; zero where nil.
    ///   - steps: at most so many L-BFGS steps.
    ///   - threads: how many share the rows' blocks; the bits do not depend on it.
    /// - Returns: the point reached, no worse than `start`.
    public func minimised(
        from start: Parameters, l2: Float, anchor: Matrix? = nil, linear: [Float]? = nil,
        steps: Int, threads: ComputeThreads
    ) -> Parameters {
        let center = anchor?.values ?? [Float](repeating: 0, count: start.weights.values.count)
        let best = LBFGS.minimised(from: start.flat, steps: steps) { flat in
            var (loss, gradient) = lossAndGradient(
                Parameters(flat: flat, classes: classes, features: features.columns),
                threads: threads)
            var penalty = 0.0
            for index in center.indices {
                let away = flat[index] - center[index]
                penalty += Double(away) * Double(away)
                gradient[index] += l2 * away
            }
            loss += 0.5 * Double(l2) * penalty
            if let linear {
                for index in gradient.indices {
                    loss -= Double(linear[index]) * Double(flat[index])
                    gradient[index] -= linear[index]
                }
            }
            return (loss, gradient)
        }
        return Parameters(flat: best, classes: classes, features: features.columns)
    }

    /// The mean cross-entropy (in nats) and its gradient, flat as weights then biases.
    public func lossAndGradient(
        _ parameters: Parameters, threads: ComputeThreads
    ) -> (loss: Double, gradient: [Float]) {
        let packed = PackedMatrix(transposing: parameters.weights)
        let parts = threads.map(blocks.count) { block in
            blockLossAndGradient(block, packed, parameters.bias)
        }
        var loss = 0.0
        var gradient = [Float](repeating: 0, count: classes * (features.columns + 1))
        for part in parts {
            loss += part.loss
            gradient.add(part.gradient)
        }
        let share = 1 / Float(features.rows)
        gradient.scale(by: share)
        return (loss / Double(features.rows), gradient)
    }

    private func blockLossAndGradient(
        _ block: Int, _ packed: PackedMatrix, _ bias: [Float]
    ) -> (loss: Double, gradient: [Float]) {
        let x = blocks[block]
        let first = block * Self.blockRows
        var p = x.times(packed, bias: bias)
        p.applySoftmaxToRows()
        let likelihoods = (0..<x.rows).map { max(p[$0, labels[first + $0]], 1e-30) }.logarithms
        var loss = 0.0
        for row in 0..<x.rows {
            let weight = rowWeights[first + row]
            loss -= Double(weight * likelihoods[row])
            p[row, labels[first + row]] -= 1
            for column in 0..<classes { p[row, column] *= weight }
        }
        var gradient = [Float](repeating: 0, count: classes * (x.columns + 1))
        p.addTransposed(times: x, over: 0..<x.rows, to: &gradient, at: 0)
        for row in 0..<x.rows {
            for column in 0..<classes {
                gradient[classes * x.columns + column] += p[row, column]
            }
        }
        return (loss, gradient)
    }
}
