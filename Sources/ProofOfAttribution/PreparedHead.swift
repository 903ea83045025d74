internal import Tensors

/// A head of an index, laid out for single answers.
struct PreparedHead: Sendable {
    private let weights: PackedMatrix
    private let bias: [Float]
    private let classFactor: PackedMatrix
    private let residuals: QuantisedPanels

    /// Lays a head out.
    init(_ head: HeadKernelIndex.Head) {
        weights = PackedMatrix(transposing: head.parameters.weights)
        bias = head.parameters.bias
        classFactor = PackedMatrix(transposing: head.classFactor)
        residuals = QuantisedPanels(head.residuals)
    }

    /// s_i · s of every row with an answer: of the feature, [1, width], and the answered class.
    func agreements(with feature: Matrix, label: Int) -> [Float] {
        var p = feature.times(weights, bias: bias)
        p.applySoftmaxToRows()
        let residual = HeadKernel.residuals(p, labels: [label], factor: classFactor)
        return residuals.products(with: QuantisedRows(residual))
    }
}
