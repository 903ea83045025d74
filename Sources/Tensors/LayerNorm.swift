internal import Kernels

/// Layer normalisation with frozen weight and bias (Ba, Kiros and Hinton 2016, arXiv 1607.06450).
public struct LayerNorm: Sendable {
    private let weight: [Float]
    private let bias: [Float]
    private let epsilon: Float

    /// What the backward pass needs of a forward pass.
    public struct Trace: Sendable {
        let normal: Matrix
        let inverseDeviation: [Float]
    }

    /// Normalisation of rows of `weight.count` elements.
    public init(weight: [Float], bias: [Float], epsilon: Float) {
        precondition(weight.count == bias.count, "weight and bias have the row's length")
        self.weight = weight
        self.bias = bias
        self.epsilon = epsilon
    }

    /// Normalises each row of x, [tokens, width].
    public func callAsFunction(_ x: Matrix) -> (output: Matrix, trace: Trace) {
        precondition(x.columns == weight.count, "rows have the normalisation's width")
        var normal = Matrix(rows: 0, columns: x.columns, values: [])
        var deviations: [Float] = []
        let output = unsafe Matrix.filled(rows: x.rows, columns: x.columns) { out in
            normal = unsafe Matrix.filled(rows: x.rows, columns: x.columns) { normal in
                deviations = unsafe Matrix.filled(rows: 1, columns: x.rows) { deviations in
                    unsafe x.values.withUnsafeBufferPointer { x in
                        unsafe ol_layer_norm(
                            x.count / weight.count, weight.count, epsilon, x.baseAddress, weight,
                            bias, out, normal, deviations)
                    }
                }.values
            }
        }
        return (output, Trace(normal: normal, inverseDeviation: deviations))
    }

    /// Turns the gradient with respect to the output into that with respect to the input.
    public func backward(_ gradient: inout Matrix, _ trace: Trace) {
        precondition(gradient.values.count == trace.normal.values.count)
        let (rows, columns) = (gradient.rows, gradient.columns)
        unsafe gradient.values.withUnsafeMutableBufferPointer { gradient in
            unsafe ol_layer_norm_backward(
                rows, columns, weight, trace.normal.values, trace.inverseDeviation,
                gradient.baseAddress)
        }
    }
}
