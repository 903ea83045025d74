package import Foundation
package import LanguageModels
import Wire

/// A Llama of a few thousand seeded random weights, and folders of adapters for it.
package struct TinyDecoder {
    package static let vocabulary = 64
    private static let width = 32
    private static let wide = 48
    private static let layers = 2
    private static let heads = 2
    private static let headSize = 16

    /// The token that ends an answer; of these weights it comes now and then.
    package static let endToken: Int32 = 2
    package static let contextLength = 160

    package let decoder: Decoder
    /// A folder that goes with the value's owner.
    package let folder: URL

    /// Makes the model's folder below another.
    package init(below parent: URL, seed: UInt64 = 1) throws {
        folder = parent.appending(path: "decoder-\(seed)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let config = """
            {"model_type": "llama", "vocab_size": \(Self.vocabulary), "hidden_size": \(Self.width),
             "intermediate_size": \(Self.wide), "num_hidden_layers": \(Self.layers),
             "num_attention_heads": \(Self.heads), "num_key_value_heads": 1,
             "head_dim": \(Self.headSize), "max_position_embeddings": \(Self.contextLength),
             "rms_norm_eps": 1e-5, "hidden_act": "silu", "tie_word_embeddings": true,
             "bos_token_id": 1, "eos_token_id": \(Self.endToken),
             "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0}}
            """
        try Data(config.utf8).write(to: folder.appending(path: "config.json"))
        var random = SeededBytes(seed: seed, label: "tiny decoder")
        func tensor(
            _ name: String, _ shape: [Int], around center: Float = 0, spread: Float
        ) -> (name: String, shape: [Int], values: [Float]) {
            let values = (0..<shape.reduce(1, *)).map { _ in
                center + spread * (2 * random.unitFloat() - 1)
            }
            return (name, shape, values)
        }
        var tensors = [
            tensor("model.embed_tokens.weight", [Self.vocabulary, Self.width], spread: 1),
            tensor("model.norm.weight", [Self.width], around: 1, spread: 0.2),
        ]
        for layer in 0..<Self.layers {
            let prefix = "model.layers.\(layer)."
            for (name, outputs, inputs) in Self.maps {
                tensors.append(
                    tensor(prefix + name + ".weight", [outputs, inputs], spread: 0.4))
            }
            for name in ["input_layernorm", "post_attention_layernorm"] {
                tensors.append(
                    tensor(prefix + name + ".weight", [Self.width], around: 1, spread: 0.2))
            }
        }
        try Data(SafetensorsFile.encoded(tensors))
            .write(to: folder.appending(path: "model.safetensors"))
        decoder = try Decoder(DecoderWeights(folder: folder.path))
    }

    private static var maps: [(name: String, outputs: Int, inputs: Int)] {
        let queries = heads * headSize
        return [
            ("self_attn.q_proj", queries, width), ("self_attn.k_proj", headSize, width),
            ("self_attn.v_proj", headSize, width), ("self_attn.o_proj", width, queries),
            ("mlp.gate_proj", wide, width), ("mlp.up_proj", wide, width),
            ("mlp.down_proj", width, wide),
        ]
    }

    /// Writes an adapter's folder with seeded random matrices on all maps and returns its path.
    package func writeAdapter(_ name: String, rank: Int, seed: UInt64) throws -> String {
        let place = folder.appending(path: name)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let config = #"{"peft_type": "LORA", "r": \#(rank), "lora_alpha": \#(2 * rank)}"#
        try Data(config.utf8).write(to: place.appending(path: "adapter_config.json"))
        var random = SeededBytes(seed: seed, label: "tiny decoder's adapter")
        var tensors: [(name: String, shape: [Int], values: [Float])] = []
        for layer in 0..<Self.layers {
            for (map, outputs, inputs) in Self.maps {
                for (matrix, shape) in [("A", [rank, inputs]), ("B", [outputs, rank])] {
                    let values = (0..<shape[0] * shape[1]).map { _ in
                        0.5 * (2 * random.unitFloat() - 1)
                    }
                    tensors.append(
                        (
                            "base_model.model.model.layers.\(layer).\(map).lora_\(matrix).weight",
                            shape, values
                        ))
                }
            }
        }
        try Data(SafetensorsFile.encoded(tensors))
            .write(to: place.appending(path: "adapter_model.safetensors"))
        return place.path
    }
}
