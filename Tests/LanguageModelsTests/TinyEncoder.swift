import LanguageModels
import Wire

/// A BERT encoder of a few thousand seeded random weights, so that every path and a reference in
/// double precision can run it in a moment.
struct TinyEncoder {
    static let vocabulary = 40
    static let width = 16
    static let wide = 32
    static let heads = 2
    static let layers = 2
    static let positions = 12

    let tensors: [String: (shape: [Int], values: [Float])]
    let configuration: BertConfiguration
    let encoder: BertEncoder

    init(seed: UInt64 = 1) throws {
        var random = SeededBytes(seed: seed, label: "tiny encoder")
        var tensors: [String: (shape: [Int], values: [Float])] = [:]
        func add(_ name: String, _ shape: [Int], around center: Float = 0, spread: Float) {
            let values = (0..<shape.reduce(1, *)).map { _ in
                center + spread * (2 * random.unitFloat() - 1)
            }
            tensors[name] = (shape, values)
        }
        let (d, f) = (Self.width, Self.wide)
        add("embeddings.word_embeddings.weight", [Self.vocabulary, d], spread: 1)
        add("embeddings.position_embeddings.weight", [Self.positions, d], spread: 0.3)
        add("embeddings.token_type_embeddings.weight", [2, d], spread: 0.3)
        var norms = ["embeddings.LayerNorm"]
        for layer in 0..<Self.layers {
            let prefix = "encoder.layer.\(layer)."
            for kind in LinearKind.allCases {
                let shape = [kind == .intermediate ? f : d, kind == .output ? f : d]
                add(prefix + kind.moduleName + ".weight", shape, spread: 0.4)
                add(prefix + kind.moduleName + ".bias", [shape[0]], spread: 0.1)
            }
            norms += [prefix + "attention.output.LayerNorm", prefix + "output.LayerNorm"]
        }
        for norm in norms {
            add(norm + ".weight", [d], around: 1, spread: 0.2)
            add(norm + ".bias", [d], spread: 0.2)
        }
        self.tensors = tensors
        let json = """
            {"model_type": "bert", "vocab_size": \(Self.vocabulary), "hidden_size": \(d),
             "num_hidden_layers": \(Self.layers), "num_attention_heads": \(Self.heads),
             "intermediate_size": \(f), "max_position_embeddings": \(Self.positions),
             "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
            """
        configuration = try BertConfiguration(json: Array(json.utf8))
        let file = SafetensorsFile.encoded(
            tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value.shape, $0.value.values) },
            metadata: [])
        encoder = try BertEncoder(
            configuration: configuration, weights: SafetensorsFile(bytes: file), trainable: true)
    }

    /// Token sequences of the given lengths.
    func sequences(_ lengths: [Int], seed: UInt64 = 2) -> [[Int32]] {
        var random = SeededBytes(seed: seed, label: "tiny sequences")
        return lengths.map { length in
            (0..<length).map { _ in Int32(random.below(UInt64(Self.vocabulary))) }
        }
    }

    /// An adapter whose A and B are both nonzero.
    func adapter(rank: Int = 2, seed: UInt64 = 3) -> LoRAAdapter {
        var random = SeededBytes(seed: seed, label: "tiny adapter")
        let layout = LoRALayout(rank: rank, alpha: 4, configuration: configuration)
        return LoRAAdapter(
            layout: layout,
            parameters: (0..<layout.parameterCount).map { _ in 0.3 * (random.unitFloat() - 0.5) })
    }
}
