import Foundation
import LanguageModels
import ModelTestKit
import Tensors

/// The loss of a classifier over a `TinyEncoder`, in double precision and plain loops: what the
/// gradients are held to.
struct DoubleReference {
    private let layout: LoRALayout
    private let tensors: [String: [Double]]

    private typealias Rows = [[Double]]

    init(tiny: TinyEncoder, layout: LoRALayout) {
        self.layout = layout
        tensors = tiny.tensors.mapValues { $0.values.map(Double.init) }
    }

    /// Cross-entropy of one sequence.
    func loss(
        _ sequence: [Int32], label: Int, parameters: [Double], head: SoftmaxRegression.Parameters
    ) -> Double {
        var hidden = embedded(sequence)
        for layer in 0..<TinyEncoder.layers { hidden = transformed(hidden, layer, parameters) }
        var pooled = [Double](repeating: 0, count: TinyEncoder.width)
        for row in hidden {
            for column in row.indices { pooled[column] += row[column] / Double(hidden.count) }
        }
        let length = pooled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let feature = pooled.map { 20 * $0 / length }
        let logits = head.bias.indices.map { label in
            feature.indices.reduce(Double(head.bias[label])) {
                $0 + feature[$1] * Double(head.weights[label, $1])
            }
        }
        let top = logits.max() ?? 0
        return top + log(logits.reduce(0) { $0 + exp($1 - top) }) - logits[label]
    }

    private func tensor(_ name: String) -> [Double] {
        tensors[name] ?? []
    }

    private func embedded(_ sequence: [Int32]) -> Rows {
        let words = tensor("embeddings.word_embeddings.weight")
        let positions = tensor("embeddings.position_embeddings.weight")
        let segments = tensor("embeddings.token_type_embeddings.weight")
        let d = TinyEncoder.width
        return normalised(
            sequence.enumerated().map { position, id in
                (0..<d).map {
                    words[Int(id) * d + $0] + positions[position * d + $0] + segments[$0]
                }
            }, "embeddings.LayerNorm")
    }

    private func normalised(_ rows: Rows, _ name: String) -> Rows {
        let (weight, bias) = (tensor(name + ".weight"), tensor(name + ".bias"))
        return rows.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map {
                (row[$0] - mean) / (variance + 1e-12).squareRoot() * weight[$0] + bias[$0]
            }
        }
    }

    private func linear(
        _ rows: Rows, _ layer: Int, _ kind: LinearKind, _ parameters: [Double]
    ) -> Rows {
        let site = LinearSite(layer: layer, kind: kind)
        let name = "encoder.layer.\(layer).\(kind.moduleName)"
        let (weight, bias) = (
            tensor(name + ".weight"), tensor(name + ".bias")
        )
        let inputs = rows[0].count
        guard let slot = layout.slot(site) else { return rows }
        return rows.map { x in
            let low = (0..<layout.rank).map { r in
                x.indices.reduce(0.0) { $0 + x[$1] * parameters[slot.a + r * inputs + $1] }
            }
            return bias.indices.map { out in
                var y = bias[out]
                for column in x.indices { y += x[column] * weight[out * inputs + column] }
                for r in low.indices {
                    y +=
                        Double(layout.scale) * low[r] * parameters[slot.b + r * bias.count + out]
                }
                return y
            }
        }
    }

    private func transformed(_ rows: Rows, _ layer: Int, _ parameters: [Double]) -> Rows {
        func apply(_ kind: LinearKind, _ x: Rows) -> Rows { linear(x, layer, kind, parameters) }
        let (q, k, v) = (apply(.query, rows), apply(.key, rows), apply(.value, rows))
        let width = TinyEncoder.width / TinyEncoder.heads
        var context = rows.map { $0.map { _ in 0.0 } }
        for head in 0..<TinyEncoder.heads {
            let columns = head * width..<(head + 1) * width
            for i in rows.indices {
                let scores = rows.indices.map { j in
                    columns.reduce(0.0) { $0 + q[i][$1] * k[j][$1] } / Double(width).squareRoot()
                }
                let top = scores.max() ?? 0
                let total = scores.reduce(0) { $0 + exp($1 - top) }
                for j in rows.indices {
                    for column in columns {
                        context[i][column] += exp(scores[j] - top) / total * v[j][column]
                    }
                }
            }
        }
        let prefix = "encoder.layer.\(layer)."
        let middle = normalised(
            sum(rows, apply(.attentionOutput, context)), prefix + "attention.output.LayerNorm")
        let wide = apply(.intermediate, middle).map { row in
            row.map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
        }
        return normalised(sum(middle, apply(.output, wide)), prefix + "output.LayerNorm")
    }

    private func sum(_ left: Rows, _ right: Rows) -> Rows {
        zip(left, right).map { zip($0, $1).map(+) }
    }
}
