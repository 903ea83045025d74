public import Tensors

/// How much each training row helps answers on rows it never saw.
public enum ContributionValue {
    /// Evaluation rows in one unit of work; sums are added in the order of these units.
    private static let unit = 64

    /// v_i = mean over evaluation rows e of c(i, e) beyond what chance gives.
    ///
    /// c is the head kernel's cosine under the model's own head, with the evaluation rows' true
    /// classes. Unit vectors are used because at a fitted model the raw gradients sum to about
    /// zero, so raw influence cannot tell help from harm. For each evaluation row the stated
    /// quantile τ of |c| over training rows of other classes is what chance gives: c counts as
    /// sign(c) · max(0, |c| − τ), so that hundreds of unrelated items do not drown the few that a
    /// row bears on, which would hold rare classes back.
    ///
    /// - Parameters:
    ///   - index: the model's index.
    ///   - evaluationFeatures: [rows, width], as the head reads them.
    ///   - evaluationLabels: their true classes.
    ///   - chanceQuantileMillis: the quantile, in thousandths.
    ///   - threads: who works.
    /// - Returns: one value per row of the index.
    public static func ofRows(
        in index: HeadKernelIndex, evaluationFeatures: Matrix, evaluationLabels: [Int],
        chanceQuantileMillis: Int, threads: ComputeThreads
    ) -> [Float] {
        let head = index.heads[0]
        let p = HeadKernel.probabilities(evaluationFeatures, head.parameters)
        let residuals = HeadKernel.residuals(
            p, labels: evaluationLabels, factor: PackedMatrix(transposing: head.classFactor))
        let whitened = index.whitened(evaluationFeatures)
        let rowFeatures = PackedMatrix(transposing: index.features.matrix)
        let rowResiduals = PackedMatrix(transposing: head.residuals.matrix)
        let classes = RowClasses(index.labels)
        let units = stride(from: 0, to: evaluationLabels.count, by: unit).map {
            $0..<min($0 + unit, evaluationLabels.count)
        }
        let sums = threads.map(units.count) { number in
            let range = units[number]
            let affinities = whitened.rows(range).times(rowFeatures)
            let agreements = residuals.rows(range).times(rowResiduals)
            var sum = [Float](repeating: 0, count: index.count)
            for (row, item) in range.enumerated() {
                let cosines = zip(affinities.row(row), agreements.row(row)).map { $0 * $1 }
                let chance = classes.chanceThreshold(
                    cosines, label: evaluationLabels[item], quantileMillis: chanceQuantileMillis)
                for (position, cosine) in cosines.enumerated() where abs(cosine) > chance {
                    sum[position] += cosine > 0 ? cosine - chance : cosine + chance
                }
            }
            return sum
        }
        var values = [Float](repeating: 0, count: index.count)
        for sum in sums { values.add(sum) }
        values.scale(by: 1 / Float(max(1, evaluationLabels.count)))
        return values
    }
}
