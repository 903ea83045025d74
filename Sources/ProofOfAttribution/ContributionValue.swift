public import Tensors

/// How much each training row helps answers on rows it never saw.
public enum ContributionValue {
    /// v_i = mean over evaluation rows e of c(i, e) = s_iᵀ M a_i with M = mean s_e a_eᵀ, with the
    /// model's own head and the evaluation rows' true classes.
    ///
    /// Unit vectors are used because at a fitted model the raw gradients sum to about zero, so raw
    /// influence cannot tell help from harm.
    ///
    /// - Parameters:
    ///   - index: of the model's training rows.
    ///   - evaluationFeatures: [rows, width], as the head reads them.
    ///   - evaluationLabels: their true classes.
    /// - Returns: one value a row of the index.
    public static func ofRows(
        in index: HeadKernelIndex, evaluationFeatures: Matrix, evaluationLabels: [Int]
    ) -> [Float] {
        let head = index.heads[0]
        let p = HeadKernel.probabilities(evaluationFeatures, head.parameters)
        let s = HeadKernel.residuals(p, labels: evaluationLabels, factor: head.classFactor)
        var means = s.transposedTimes(index.whitened(evaluationFeatures))
        means.scale(by: 1 / Float(evaluationFeatures.rows))
        let a = index.features.matrix
        let projected = a.times(PackedMatrix(transposing: means))
        let residuals = head.residuals.matrix
        return (0..<index.count).map { residuals.row($0).dot(projected.row($0)) }
    }
}
