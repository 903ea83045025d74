internal import Money
internal import Tensors

/// Influence by the exact kernel of the classification head, centred on chance.
///
/// Measured on the demonstration's data against retrainings on random halves, this kernel predicts
/// what rows do to answers better than sketches of the adapters' gradients; `HeadKernelIndex` says
/// what it computes.
public struct HeadKernel: AttributionMethod {
    /// Method 1, version 1.
    public static let code = MethodCode(number: 1, version: 1)

    private let index: HeadKernelIndex

    /// Attribution over the rows of an index.
    public init(index: HeadKernelIndex) {
        self.index = index
    }

    /// The rows whose cosine with the answer exceeds what chance gives.
    ///
    /// τ is the stated quantile of |c| over rows of other classes than the answer's. Rows with
    /// c > τ are kept, and w = (c − τ) / Σ c over all kept rows for the largest of them; the chance
    /// part and the tail stay unattributed. The same with each resampled head gives the standard
    /// deviation, and the lower bound lies the stated number of deviations below w.
    public func attribution(of answer: ClassifiedAnswer) -> Attribution {
        let affinities = index.features.products(with: quantisedFeature(answer))
        let scores = index.heads.map { cosines(answer, $0, affinities) }
        let chosen = strongest(scores[0], answer.label)
        var shares: [[Double]] = []
        for score in scores { shares.append(weights(score, answer.label, of: chosen)) }
        let weights = shares[0]
        let deviations = (0..<chosen.count).map { line in
            Self.deviation(shares.dropFirst().map { $0[line] })
        }
        return quantised(chosen, weights, deviations)
    }

    private func quantisedFeature(_ answer: ClassifiedAnswer) -> QuantisedRows {
        let row = Matrix(rows: 1, columns: answer.feature.count, values: answer.feature)
        return QuantisedRows(index.whitened(row))
    }

    /// c of every row with the answer, under one head.
    private func cosines(
        _ answer: ClassifiedAnswer, _ head: HeadKernelIndex.Head, _ affinities: [Float]
    ) -> [Float] {
        let row = Matrix(rows: 1, columns: answer.feature.count, values: answer.feature)
        let p = Self.probabilities(row, head.parameters)
        let residual = Self.residuals(p, labels: [answer.label], factor: head.classFactor)
        let agreement = head.residuals.products(with: QuantisedRows(residual))
        return zip(affinities, agreement).map { $0 * $1 }
    }

    /// Positions of the kept rows with the largest c, by falling c, ties by position.
    private func strongest(_ scores: [Float], _ label: Int) -> [Int] {
        let threshold = chanceThreshold(scores, label)
        let kept = scores.indices.filter { scores[$0] > threshold }
        return Array(
            kept.sorted { (scores[$1], $0) < (scores[$0], $1) }
                .prefix(index.settings.maximumLines))
    }

    private func weights(_ scores: [Float], _ label: Int, of chosen: [Int]) -> [Double] {
        let threshold = chanceThreshold(scores, label)
        var total = 0.0
        for score in scores where score > threshold { total += Double(score) }
        guard total > 0 else { return chosen.map { _ in 0 } }
        return chosen.map { max(0, Double(scores[$0]) - Double(threshold)) / total }
    }

    private func chanceThreshold(_ scores: [Float], _ label: Int) -> Float {
        Self.chanceThreshold(
            scores, label: label, labels: index.labels,
            quantileMillis: index.settings.chanceQuantileMillis)
    }

    private func quantised(
        _ chosen: [Int], _ weights: [Double], _ deviations: [Double]
    ) -> Attribution {
        let rest = max(0, 1 - weights.reduce(0, +))
        guard let parts = try? PartsPerBillion.quantised(weights, rest: rest) else {
            preconditionFailure("weights are finite and not negative")
        }
        let factor = Double(index.settings.boundDeviationsMillis) / 1000
        var lines: [Attribution.Line] = []
        for (line, position) in chosen.enumerated() where parts.shares[line].value > 0 {
            let bound = max(0, weights[line] - factor * deviations[line]) * 1e9
            let lower = min(parts.shares[line].value, UInt32(bound))
            lines.append(
                Attribution.Line(
                    position: position, weight: parts.shares[line],
                    lower: PartsPerBillion(lower) ?? .zero))
        }
        lines.sort { ($1.weight.value, $0.position) < ($0.weight.value, $1.position) }
        return Attribution(lines: lines, unattributed: parts.rest)
    }

    /// Sample standard deviation, sums in order.
    private static func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}

extension HeadKernel {
    /// The stated quantile of |c| over rows of other classes: what chance gives.
    static func chanceThreshold(
        _ scores: [Float], label: Int, labels: [Int], quantileMillis: Int
    ) -> Float {
        var others: [Float] = []
        others.reserveCapacity(scores.count)
        for (position, score) in scores.enumerated() where labels[position] != label {
            others.append(abs(score))
        }
        guard !others.isEmpty else { return 0 }
        let rank = (others.count * quantileMillis + 999) / 1000
        return others.selectedSmallest(max(0, rank - 1))
    }

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

    /// Adds `factor` times the mean of the diagonal to the diagonal.
    static func damp(_ matrix: inout Matrix, by factor: Float) {
        let trace = (0..<matrix.rows).reduce(Float(0)) { $0 + matrix[$1, $1] }
        let amount = factor * trace / Float(matrix.rows)
        for index in 0..<matrix.rows { matrix[index, index] += amount }
    }

    static func probabilities(
        _ features: Matrix, _ head: SoftmaxRegression.Parameters
    ) -> Matrix {
        var p = head.logits(features)
        p.applySoftmaxToRows()
        return p
    }

    /// Unit vectors a = L_A⁻¹ (f − μ).
    static func whitened(_ features: Matrix, mean: [Float], factor: Matrix) -> Matrix {
        unitRows(centred(features, mean).times(PackedMatrix(transposing: factor)))
    }

    /// Unit vectors s = L_S⁻¹ (onehot(y) − p).
    static func residuals(_ p: Matrix, labels: [Int], factor: Matrix) -> Matrix {
        var d = p
        d.scale(by: -1)
        for (row, label) in labels.enumerated() { d[row, label] += 1 }
        return unitRows(d.times(PackedMatrix(transposing: factor)))
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
