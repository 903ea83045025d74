internal import Tensors

/// A linear head packed for one optimiser step.
struct PackedHead: Sendable {
    let backward: PackedMatrix
    private let forward: PackedMatrix
    private let bias: [Float]

    init(_ head: SoftmaxRegression.Parameters) {
        forward = PackedMatrix(transposing: head.weights)
        backward = PackedMatrix(head.weights)
        bias = head.bias
    }

    /// Cross-entropy of each row and its gradient p − onehot(label) with respect to the logits; no
    /// number where the logits are none, so that a training that diverged can be told.
    func lossAndGradient(_ features: Matrix, _ labels: [Int]) -> ([Float], Matrix) {
        var p = features.times(forward, bias: bias)
        p.applySoftmaxToRows()
        let likelihoods = labels.indices.map { max(p[$0, labels[$0]], 1e-30) }
        for row in labels.indices { p[row, labels[row]] -= 1 }
        let logarithms = likelihoods.map { $0.isNaN ? 1 : $0 }.logarithms
        return (zip(likelihoods, logarithms).map { $0.isNaN ? .nan : -$1 }, p)
    }

    /// Summed over the rows, flat as weights then biases.
    func gradient(_ logitGradient: Matrix, _ features: Matrix) -> [Float] {
        let classes = bias.count
        var gradient = [Float](repeating: 0, count: classes * (features.columns + 1))
        logitGradient.addTransposed(
            times: features, over: 0..<features.rows, to: &gradient, at: 0)
        for row in 0..<features.rows {
            for column in 0..<classes {
                gradient[classes * features.columns + column] += logitGradient[row, column]
            }
        }
        return gradient
    }
}
