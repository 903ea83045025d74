/// The inverse of the Cholesky factor of a symmetric positive definite matrix.
///
/// With K = L Lᵀ the rows x L⁻ᵀ of a matrix have inner products x K⁻¹ yᵀ. The factor is computed
/// in double precision by the row-oriented recurrence (Golub and Van Loan, Matrix Computations,
/// algorithm 4.2.2), sums in ascending order, so its bits are fixed.
public struct CholeskyInverse: Sendable {
    /// L⁻¹, lower triangular, [size, size].
    public let inverseFactor: Matrix

    /// Factors a symmetric matrix.
    ///
    /// - Throws: `CholeskyError` when a pivot is not positive.
    public init(_ matrix: Matrix) throws(CholeskyError) {
        precondition(matrix.rows == matrix.columns, "a factored matrix is square")
        let n = matrix.rows
        var factor = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                var sum = Double(matrix[i, j])
                for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
                if i > j {
                    factor[i * n + j] = sum / factor[j * n + j]
                } else {
                    guard sum > 0, sum.isFinite else { throw .notPositiveDefinite(row: i) }
                    factor[i * n + i] = sum.squareRoot()
                }
            }
        }
        inverseFactor = Self.inverted(factor, n)
    }

    /// Rows x of `rows` become L⁻¹ x: [rows, size] · L⁻ᵀ.
    public func whiten(_ rows: Matrix) -> Matrix {
        rows.times(PackedMatrix(transposing: inverseFactor))
    }

    private static func inverted(_ factor: [Double], _ n: Int) -> Matrix {
        var inverse = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            let pivot = 1 / factor[i * n + i]
            inverse[i * n + i] = pivot
            for k in 0..<i {
                let f = factor[i * n + k] * pivot
                for j in 0...k { inverse[i * n + j] -= f * inverse[k * n + j] }
            }
        }
        return Matrix(rows: n, columns: n, values: inverse.map { Float($0) })
    }
}

/// Why a matrix has no Cholesky factor.
public enum CholeskyError: Error, Equatable, CustomStringConvertible {
    case notPositiveDefinite(row: Int)

    /// One sentence.
    public var description: String {
        switch self {
        case .notPositiveDefinite(let row):
            "the matrix is not positive definite (pivot \(row)); raise the damping"
        }
    }
}
