import LanguageModels
import Wire

/// The sizes of a BERT-type encoder that computes in a moment, and seeded random weights for it.
///
/// The names of the tensors are spelled out as Hugging Face's BertModel has them, so that a reader
/// that asks for other names finds none.
package struct TinyWeights: Sendable {
    package let vocabulary: Int
    package let width: Int
    package let wide: Int
    package let heads: Int
    package let layers: Int
    package let positions: Int
    package private(set) var tensors: [String: (shape: [Int], values: [Float])]

    package init(
        vocabulary: Int, width: Int, wide: Int, heads: Int, layers: Int, positions: Int,
        seed: UInt64, linearSpread: Float = 0.4, positionSpread: Float = 0.3
    ) {
        self.vocabulary = vocabulary
        self.width = width
        self.wide = wide
        self.heads = heads
        self.layers = layers
        self.positions = positions
        var random = SeededBytes(seed: seed, label: "tiny encoder")
        var tensors: [String: (shape: [Int], values: [Float])] = [:]
        func add(_ name: String, _ shape: [Int], around center: Float = 0, spread: Float) {
            let values = (0..<shape.reduce(1, *)).map { _ in
                center + spread * (2 * random.unitFloat() - 1)
            }
            tensors[name] = (shape, values)
        }
        add("embeddings.word_embeddings.weight", [vocabulary, width], spread: 1)
        add("embeddings.position_embeddings.weight", [positions, width], spread: positionSpread)
        add("embeddings.token_type_embeddings.weight", [2, width], spread: 0.3)
        var norms = ["embeddings.LayerNorm"]
        let linears: [(name: String, outputs: Int, inputs: Int)] = [
            ("attention.self.query", width, width), ("attention.self.key", width, width),
            ("attention.self.value", width, width), ("attention.output.dense", width, width),
            ("intermediate.dense", wide, width), ("output.dense", width, wide),
        ]
        for layer in 0..<layers {
            let prefix = "encoder.layer.\(layer)."
            for linear in linears {
                let name = prefix + linear.name
                add(name + ".weight", [linear.outputs, linear.inputs], spread: linearSpread)
                add(name + ".bias", [linear.outputs], spread: 0.1)
            }
            norms += [prefix + "attention.output.LayerNorm", prefix + "output.LayerNorm"]
        }
        for norm in norms {
            add(norm + ".weight", [width], around: 1, spread: 0.2)
            add(norm + ".bias", [width], spread: 0.2)
        }
        self.tensors = tensors
    }

    /// Changes the elements of a tensor.
    package mutating func change(_ name: String, _ change: (inout [Float]) -> Void) {
        guard var tensor = tensors[name] else { return }
        change(&tensor.values)
        tensors[name] = tensor
    }

    /// Adds one random vector to the embeddings of several words, which makes them alike.
    package mutating func relate(_ words: [Int], seed: UInt64, label: String) {
        let name = "embeddings.word_embeddings.weight"
        var random = SeededBytes(seed: seed, label: "related words " + label)
        let common = (0..<width).map { _ in 2 * random.unitFloat() - 1 }
        for word in words {
            for column in 0..<width {
                tensors[name]?.values[word * width + column] += common[column]
            }
        }
    }

    /// The bytes of `config.json`.
    package var configurationJSON: [UInt8] {
        Array(
            """
            {"model_type": "bert", "vocab_size": \(vocabulary), "hidden_size": \(width),
             "num_hidden_layers": \(layers), "num_attention_heads": \(heads),
             "intermediate_size": \(wide), "max_position_embeddings": \(positions),
             "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
            """.utf8)
    }

    /// The bytes of `model.safetensors`.
    package var file: [UInt8] {
        SafetensorsFile.encoded(
            tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value.shape, $0.value.values) },
            metadata: [])
    }
}
