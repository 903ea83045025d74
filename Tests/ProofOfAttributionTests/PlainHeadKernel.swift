import Money
import ProofOfAttribution
import Tensors
import Wire

/// The rule of the head kernel as its documentation states it, with nothing laid out beforehand:
/// what the method in use has to agree with to the last integer.
struct PlainHeadKernel {
    let index: HeadKernelIndex

    func attribution(of answer: ClassifiedAnswer) -> Attribution {
        let feature = Matrix(rows: 1, columns: answer.feature.count, values: answer.feature)
        let affinities = index.features.products(with: QuantisedRows(index.whitened(feature)))
        let scores = index.heads.map { head in
            zip(affinities, agreements(head, feature, answer.label)).map { $0 * $1 }
        }
        let threshold = chance(scores[0], answer.label)
        let chosen = scores[0].indices.filter { scores[0][$0] > threshold }
            .sorted { (scores[0][$1], $0) < (scores[0][$0], $1) }
            .prefix(index.settings.maximumLines)
        let shares = scores.map { weights($0, answer.label, of: Array(chosen)) }
        let deviations = chosen.indices.map { line in
            deviation(shares.dropFirst().map { $0[line] })
        }
        return attribution(Array(chosen), shares[0], deviations)
    }

    private func agreements(
        _ head: HeadKernelIndex.Head, _ feature: Matrix, _ label: Int
    ) -> [Float] {
        var residual = head.parameters.logits(feature)
        residual.applySoftmaxToRows()
        residual.scale(by: -1)
        residual[0, label] += 1
        residual = residual.times(PackedMatrix(transposing: head.classFactor))
        let length = residual.row(0).dot(residual.row(0)).squareRoot()
        if length > 1e-20 { residual.values = residual.values.map { $0 / length } }
        return head.residuals.products(with: QuantisedRows(residual))
    }

    /// By sorting all of them.
    private func chance(_ scores: [Float], _ label: Int) -> Float {
        let others = scores.indices.filter { index.labels[$0] != label }.map { abs(scores[$0]) }
        guard !others.isEmpty else { return 0 }
        let rank = (others.count * index.settings.chanceQuantileMillis + 999) / 1000
        return others.sorted()[max(0, rank - 1)]
    }

    private func weights(_ scores: [Float], _ label: Int, of chosen: [Int]) -> [Double] {
        let threshold = chance(scores, label)
        let total = scores.reduce(0) { $1 > threshold ? $0 + Double($1) : $0 }
        guard total > 0 else { return chosen.map { _ in 0 } }
        return chosen.map { max(0, Double(scores[$0]) - Double(threshold)) / total }
    }

    private func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    private func attribution(
        _ chosen: [Int], _ weights: [Double], _ deviations: [Double]
    ) -> Attribution {
        let rest = max(0, 1 - weights.reduce(0, +))
        guard let parts = try? PartsPerBillion.quantised(weights, rest: rest) else {
            return Attribution(lines: [], unattributed: .zero)
        }
        let factor = Double(index.settings.boundDeviationsMillis) / 1000
        let lines = chosen.indices.map { line in
            let bound = UInt32(max(0, weights[line] - factor * deviations[line]) * 1e9)
            let lower = PartsPerBillion(min(parts.shares[line].value, bound)) ?? .zero
            return Attribution.Line(
                position: chosen[line], weight: parts.shares[line], lower: lower)
        }
        return Attribution(
            lines: lines.filter { $0.weight.value > 0 }
                .sorted { ($1.weight.value, $0.position) < ($0.weight.value, $1.position) },
            unattributed: parts.rest)
    }
}

/// An index of random numbers, as no training would give it but a file may.
struct RandomIndex {
    let index: HeadKernelIndex
    let answers: [ClassifiedAnswer]

    init(seed: UInt64, rows: Int, classes: Int) {
        var random = SeededBytes(seed: seed, label: "random index of \(rows) rows")
        var settings = HeadKernelSettings()
        settings.chanceQuantileMillis = [0, 500, 900, 990, 1000][Int(random.below(5))]
        settings.maximumLines = 1 + Int(random.below(64))
        settings.resampledHeads = Int(random.below(4))
        let width = 1 + Int(random.below(40))
        func matrix(_ rows: Int, _ columns: Int) -> Matrix {
            Matrix(
                rows: rows, columns: columns,
                values: (0..<rows * columns).map { _ in random.unitFloat() - 0.5 })
        }
        let labels = (0..<rows).map { _ in Int(random.below(UInt64(classes))) }
        // Few distinct rows: ties are the hard case.
        let distinct = 1 + Int(random.below(UInt64(rows)))
        func quantised(_ columns: Int) -> QuantisedRows {
            QuantisedRows(
                matrix(distinct, columns).rows(
                    at: (0..<rows).map { _ in Int(random.below(UInt64(distinct))) }))
        }
        index = HeadKernelIndex(
            settings: settings, mean: matrix(1, width).values, featureFactor: matrix(width, width),
            heads: (0...settings.resampledHeads).map { _ in
                HeadKernelIndex.Head(
                    parameters: .init(
                        weights: matrix(classes, width), bias: matrix(1, classes).values),
                    classFactor: matrix(classes, classes), residuals: quantised(classes))
            }, features: quantised(width), labels: labels)
        answers = (0..<6).map { _ in
            ClassifiedAnswer(
                feature: matrix(1, width).values, label: Int(random.below(UInt64(classes))))
        }
    }
}
