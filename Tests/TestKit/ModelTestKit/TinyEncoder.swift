package import LanguageModels
import Wire

/// A BERT encoder of a few thousand seeded random weights, so that every path and a reference in
/// double precision can run it in a moment.
package struct TinyEncoder {
    package static let vocabulary = 40
    package static let width = 16
    package static let wide = 32
    package static let heads = 2
    package static let layers = 2
    package static let positions = 12

    package let tensors: [String: (shape: [Int], values: [Float])]
    package let configuration: BertConfiguration
    package let encoder: BertEncoder

    package init(seed: UInt64 = 1) throws {
        let weights = TinyWeights(
            vocabulary: Self.vocabulary, width: Self.width, wide: Self.wide, heads: Self.heads,
            layers: Self.layers, positions: Self.positions, seed: seed)
        tensors = weights.tensors
        configuration = try BertConfiguration(json: weights.configurationJSON)
        encoder = try BertEncoder(
            configuration: configuration, weights: SafetensorsFile(bytes: weights.file),
            trainable: true)
    }

    /// Token sequences of the given lengths.
    package func sequences(_ lengths: [Int], seed: UInt64 = 2) -> [[Int32]] {
        var random = SeededBytes(seed: seed, label: "tiny sequences")
        return lengths.map { length in
            (0..<length).map { _ in Int32(random.below(UInt64(Self.vocabulary))) }
        }
    }

    /// An adapter whose A and B are both nonzero.
    package func adapter(rank: Int = 2, seed: UInt64 = 3) -> LoRAAdapter {
        var random = SeededBytes(seed: seed, label: "tiny adapter")
        let layout = LoRALayout(rank: rank, alpha: 4, configuration: configuration)
        return LoRAAdapter(
            layout: layout,
            parameters: (0..<layout.parameterCount).map { _ in 0.3 * (random.unitFloat() - 0.5) })
    }
}
