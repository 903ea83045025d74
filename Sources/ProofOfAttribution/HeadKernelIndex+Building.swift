public import Tensors
public import Wire

extension HeadKernelIndex {
    /// Builds the index of a model's training rows.
    ///
    /// - Parameters:
    ///   - features: of the training rows, [rows, width], as the trained head reads them.
    ///   - labels: the rows' classes.
    ///   - head: the trained head.
    ///   - settings: damping, number of resampled heads and their refitting.
    ///   - seed: what the resampling draws from.
    ///   - threads: how many refit heads; the bits do not depend on it.
    /// - Throws: `CholeskyError` when a factor is not positive definite (no damping).
    public init(
        features: Matrix, labels: [Int], head: SoftmaxRegression.Parameters,
        settings: HeadKernelSettings, seed: Digest, threads: ComputeThreads
    ) throws(CholeskyError) {
        let mean = HeadKernel.mean(of: features)
        var covariance = HeadKernel.centred(features, mean)
        covariance = covariance.transposedTimes(covariance)
        covariance.scale(by: 1 / Float(features.rows))
        HeadKernel.damp(&covariance, by: settings.damping)
        let factor = try CholeskyInverse(covariance).inverseFactor
        var heads = [try Self.head(head, features, labels, settings)]
        for refitted in Self.resampled(head, features, labels, settings, seed, threads) {
            heads.append(try Self.head(refitted, features, labels, settings))
        }
        self.init(
            settings: settings, mean: mean, featureFactor: factor, heads: heads,
            features: QuantisedRows(
                HeadKernel.whitened(
                    features, mean: mean, factor: PackedMatrix(transposing: factor))),
            labels: labels)
    }

    private static func head(
        _ parameters: SoftmaxRegression.Parameters, _ features: Matrix, _ labels: [Int],
        _ settings: HeadKernelSettings
    ) throws(CholeskyError) -> Head {
        let p = HeadKernel.probabilities(features, parameters)
        let count = Float(features.rows)
        var curvature = p.transposedTimes(p)
        curvature.scale(by: -1 / count)
        let means = HeadKernel.mean(of: p)
        for label in means.indices { curvature[label, label] += means[label] }
        HeadKernel.damp(&curvature, by: settings.damping)
        let factor = try CholeskyInverse(curvature).inverseFactor
        return Head(
            parameters: parameters, classFactor: factor,
            residuals: QuantisedRows(
                HeadKernel.residuals(
                    p, labels: labels, factor: PackedMatrix(transposing: factor))))
    }

    /// Heads refitted on rows drawn with replacement (Efron 1979).
    ///
    /// Training stops before the head's own optimum, so a plain refit would move it even on the
    /// rows as they are. The linear term g, the full sample's gradient at the model's head, makes
    /// that head the exact optimum of the full sample: what moves a refit is the resampling alone.
    private static func resampled(
        _ head: SoftmaxRegression.Parameters, _ features: Matrix, _ labels: [Int],
        _ settings: HeadKernelSettings, _ seed: Digest, _ threads: ComputeThreads
    ) -> [SoftmaxRegression.Parameters] {
        let whole = SoftmaxRegression(
            features: features, labels: labels, classes: head.bias.count)
        let gradient = whole.lossAndGradient(head, threads: threads).gradient
        return (0..<settings.resampledHeads).map { number in
            var draws = SeededBytes(digest: seed, label: "resampled head \(number)")
            var counts = [Float](repeating: 0, count: labels.count)
            for _ in labels { counts[Int(draws.below(UInt64(labels.count)))] += 1 }
            return SoftmaxRegression(
                features: features, labels: labels, classes: head.bias.count, rowWeights: counts
            ).minimised(
                from: head, l2: settings.refitPenalty, anchor: head.weights, linear: gradient,
                steps: settings.refitSteps, threads: threads)
        }
    }
}
