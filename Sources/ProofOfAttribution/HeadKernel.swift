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

/// What can be chosen about the head kernel; committed in the manifest before training.
public struct HeadKernelSettings: Equatable, Sendable {
    /// λ: damping in units of each factor's mean eigenvalue.
    public var damping: Float = 1
    /// The share of |c| over rows of other labels that lies below the chance threshold, in
    /// thousandths.
    public var chanceQuantileMillis = 990
    /// At most so many rows are credited with an answer.
    public var maximumLines = 64
    /// Heads refitted on resampled rows, whose spread gives the error bar.
    public var resampledHeads = 8
    /// L-BFGS steps of a refit.
    public var refitSteps = 20
    /// Penalty that holds a refitted head near the model's.
    public var refitPenalty: Float = 0.01
    /// Standard deviations between a weight and its lower bound, in thousandths.
    public var boundDeviationsMillis = 1645

    /// The default settings.
    public init() {}
}

/// A head of an index, laid out for single answers.
private struct PreparedHead: Sendable {
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

/// The classes of an index's rows, and what rows of other classes than an answer's reach by chance.
struct RowClasses: Sendable {
    private let labels: [Int32]
    private let counts: [Int32: Int]

    /// The rows' labels.
    init(_ labels: [Int]) {
        let labels = labels.map { Int32($0) }
        self.labels = labels
        counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// The stated quantile of |c| over the rows of other classes; 0 where there are none.
    func chanceThreshold(_ scores: [Float], label: Int, quantileMillis: Int) -> Float {
        let label = Int32(label)
        let others = labels.count - counts[label, default: 0]
        guard others > 0 else { return 0 }
        let rank = max(0, (others * quantileMillis + 999) / 1000 - 1)
        // The zeros of the answer's own class come after all others: ranks from above stay.
        return scores.magnitudes(outside: label, of: labels).selectedLargest(others - 1 - rank)
    }
}
