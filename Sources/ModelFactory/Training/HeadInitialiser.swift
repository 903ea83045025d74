internal import Tensors

/// A head made of class means.
///
/// W_c = t · Σ_{i in c} (f_i − μ) / (n_c + 5) and b_c = log prior_c − W_c μ, with the t of a short
/// list that has the lowest loss on the training rows.
enum HeadInitialiser {
    private static let temperatures: [Float] = [0.02, 0.04, 0.06, 0.1, 0.15, 0.2]

    static func classMeans(
        features: Matrix, labels: [Int], classes: Int, threads: ComputeThreads
    ) -> SoftmaxRegression.Parameters {
        let width = features.columns
        var mean = [Float](repeating: 0, count: width)
        for row in 0..<features.rows {
            for column in 0..<width { mean[column] += features[row, column] }
        }
        mean.scale(by: 1 / Float(features.rows))
        var directions = Matrix(rows: classes, columns: width)
        var counts = [Float](repeating: 0, count: classes)
        for (row, label) in labels.enumerated() {
            counts[label] += 1
            for column in 0..<width {
                directions[label, column] += features[row, column] - mean[column]
            }
        }
        for label in 0..<classes {
            for column in 0..<width { directions[label, column] /= counts[label] + 5 }
        }
        // Half a row more a class: a class without rows has a prior, too.
        let priors = counts.map { ($0 + 0.5) / (Float(labels.count) + 0.5 * Float(classes)) }
        let logPriors = priors.logarithms
        let problem = SoftmaxRegression(features: features, labels: labels, classes: classes)
        var best: (loss: Double, head: SoftmaxRegression.Parameters)?
        for temperature in temperatures {
            var weights = directions
            weights.scale(by: temperature)
            let bias = (0..<classes).map { logPriors[$0] - weights.row($0).dot(mean[...]) }
            let head = SoftmaxRegression.Parameters(weights: weights, bias: bias)
            let loss = problem.lossAndGradient(head, threads: threads).loss
            if best.map({ loss < $0.loss }) ?? true { best = (loss, head) }
        }
        return best?.head ?? .init(classes: classes, features: width)
    }
}
