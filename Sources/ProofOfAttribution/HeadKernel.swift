internal import Money
internal import Tensors

/// Influence by the exact kernel of the classification head, centred on chance.
///
/// Measured on the demonstration's data against retrainings on random halves, this kernel predicts
/// what rows do to answers better than sketches of the adapters' gradients; `HeadKernelIndex` says
/// what it computes. The index is laid out for single answers once, when the method is made.
public struct HeadKernel: Sendable {
    /// Method 1, version 1.
    public static let code = MethodCode(number: 1, version: 1)

    private let settings: HeadKernelSettings
    private let classes: RowClasses
    private let mean: [Float]
    private let featureFactor: PackedMatrix
    private let features: QuantisedPanels
    private let heads: [PreparedHead]

    /// Attribution over the rows of an index.
    public init(index: HeadKernelIndex) {
        settings = index.settings
        classes = RowClasses(index.labels)
        mean = index.mean
        featureFactor = PackedMatrix(transposing: index.featureFactor)
        features = QuantisedPanels(index.features)
        heads = index.heads.map(PreparedHead.init)
    }

    /// The rows whose cosine with the answer exceeds what chance gives.
    ///
    /// τ is the stated quantile of |c| over rows of other classes than the answer's. Rows with
    /// c > τ are kept, and w = (c − τ) / Σ c over all kept rows for the largest of them; the chance
    /// part and the tail stay unattributed. The same with each resampled head gives the standard
    /// deviation, and the lower bound lies the stated number of deviations below w.
    public func attribution(of answer: ClassifiedAnswer) -> Attribution {
        let feature = Matrix(rows: 1, columns: answer.feature.count, values: answer.feature)
        let affinities = features.products(
            with: QuantisedRows(
                Self.whitened(feature, mean: mean, factor: featureFactor)))
        var chosen: [Int] = []
        var shares: [[Double]] = []
        for head in heads {
            var scores = head.agreements(with: feature, label: answer.label)
            scores.multiply(by: affinities)
            let threshold = classes.chanceThreshold(
                scores, label: answer.label, quantileMillis: settings.chanceQuantileMillis)
            let kept = scores.positions(above: threshold)
            if shares.isEmpty { chosen = strongest(of: kept, scores) }
            shares.append(Self.weights(of: chosen, scores, threshold: threshold, kept: kept))
        }
        return quantised(chosen, shares[0], Self.deviations(shares.dropFirst()))
    }

    /// Positions of the kept rows with the largest c, by falling c, ties by position.
    private func strongest(of kept: [UInt32], _ scores: [Float]) -> [Int] {
        var kept = kept.map(Int.init)
        if kept.count > settings.maximumLines {
            let least = kept.map { scores[$0] }.selectedLargest(settings.maximumLines - 1)
            kept.removeAll { scores[$0] < least }
        }
        kept.sort { (scores[$1], $0) < (scores[$0], $1) }
        return Array(kept.prefix(settings.maximumLines))
    }

    private static func weights(
        of chosen: [Int], _ scores: [Float], threshold: Float, kept: [UInt32]
    ) -> [Double] {
        var total = 0.0
        for position in kept { total += Double(scores[Int(position)]) }
        guard total > 0 else { return chosen.map { _ in 0 } }
        return chosen.map { max(0, Double(scores[$0]) - Double(threshold)) / total }
    }

    /// Sample standard deviations of each chosen row's weights, sums in the heads' order.
    private static func deviations(_ shares: ArraySlice<[Double]>) -> [Double] {
        guard let first = shares.first, shares.count > 1 else { return [] }
        let count = Double(shares.count)
        return first.indices.map { line in
            let mean = shares.reduce(0) { $0 + $1[line] } / count
            let squares = shares.reduce(0) { $0 + ($1[line] - mean) * ($1[line] - mean) }
            return (squares / (count - 1)).squareRoot()
        }
    }

    private func quantised(
        _ chosen: [Int], _ weights: [Double], _ deviations: [Double]
    ) -> Attribution {
        let rest = max(0, 1 - weights.reduce(0, +))
        guard let parts = try? PartsPerBillion.quantised(weights, rest: rest) else {
            preconditionFailure("weights are finite and not negative")
        }
        let factor = Double(settings.boundDeviationsMillis) / 1000
        var lines: [Attribution.Line] = []
        for (line, position) in chosen.enumerated() where parts.shares[line].value > 0 {
            let deviation = deviations.isEmpty ? 0 : deviations[line]
            let bound = max(0, weights[line] - factor * deviation) * 1e9
            let lower = min(parts.shares[line].value, UInt32(bound))
            lines.append(
                Attribution.Line(
                    position: position, weight: parts.shares[line],
                    lower: PartsPerBillion(lower) ?? .zero))
        }
        lines.sort { ($1.weight.value, $0.position) < ($0.weight.value, $1.position) }
        return Attribution(lines: lines, unattributed: parts.rest)
    }
}
