internal import Kernels

/// Root mean square normalisation with a weight for each element (arXiv 1910.07467).
public struct RootMeanSquareNorm: Sendable {
    /// One an element of a row.
    public let weight: [Float]
    private let epsilon: Float

    /// A normalisation of rows of `weight.count` elements.
    public init(weight: [Float], epsilon: Float) {
        self.weight = weight
        self.epsilon = epsilon
    }

    /// Every row x as (x · r) · weight, r = 1 / √(mean of x² + epsilon).
    ///
    /// A matrix with several rows of the weight's length side by side has each of them normalised.
    public func callAsFunction(_ x: Matrix) -> Matrix {
        let width = weight.count
        precondition(x.columns % width == 0, "rows have the norm's width, or several of it")
        return unsafe .filled(rows: x.rows, columns: x.columns) { out in
            unsafe x.values.withUnsafeBufferPointer { x in
                unsafe weight.withUnsafeBufferPointer { weight in
                    unsafe ol_rms_norm(
                        x.count / width, width, epsilon, x.baseAddress, weight.baseAddress, out,
                        nil)
                }
            }
        }
    }
}
