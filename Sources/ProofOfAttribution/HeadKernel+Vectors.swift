internal import Tensors

/// The vectors that the kernel is made of: centred, whitened, at unit length.
extension HeadKernel {
    static func mean(of rows: Matrix) -> [Float] {
        var mean = [Float](repeating: 0, count: rows.columns)
        for row in 0..<rows.rows {
            for column in 0..<rows.columns { mean[column] += rows[row, column] }
        }
        mean.scale(by: 1 / Float(max(1, rows.rows)))
        return mean
    }

    static func centred(_ rows: Matrix, _ mean: [Float]) -> Matrix {
        var result = rows
        for row in 0..<rows.rows {
            for column in 0..<rows.columns { result[row, column] -= mean[column] }
        }
        return result
    }

    /// Adds `factor` times the mean of the diagonal to the diagonal, and never less than what
    /// rounding may have left of a matrix that is zero: a head that is sure of every row has no
    /// curvature.
    static func damp(_ matrix: inout Matrix, by factor: Float) {
        let trace = (0..<matrix.rows).reduce(Float(0)) { $0 + matrix[$1, $1] }
        let amount = max(factor * trace / Float(matrix.rows), 1e-6)
        for index in 0..<matrix.rows { matrix[index, index] += amount }
    }

    static func probabilities(
        _ features: Matrix, _ head: SoftmaxRegression.Parameters
    ) -> Matrix {
        var p = head.logits(features)
        p.applySoftmaxToRows()
        return p
    }

    /// Unit vectors a = L_A⁻¹ (f − μ); the factor is L_A⁻¹ transposed.
    static func whitened(_ features: Matrix, mean: [Float], factor: PackedMatrix) -> Matrix {
        unitRows(centred(features, mean).times(factor))
    }

    /// Unit vectors s = L_S⁻¹ (onehot(y) − p); the factor is L_S⁻¹ transposed.
    static func residuals(_ p: Matrix, labels: [Int], factor: PackedMatrix) -> Matrix {
        var d = p
        d.scale(by: -1)
        for (row, label) in labels.enumerated() { d[row, label] += 1 }
        return unitRows(d.times(factor))
    }

    private static func unitRows(_ rows: Matrix) -> Matrix {
        var result = rows
        for row in 0..<rows.rows {
            let length = rows.row(row).dot(rows.row(row)).squareRoot()
            guard length > 1e-20 else { continue }
            for column in 0..<rows.columns { result[row, column] /= length }
        }
        return result
    }
}
