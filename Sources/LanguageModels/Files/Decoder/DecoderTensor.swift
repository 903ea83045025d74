/// A tensor of a decoder by its role: what Hugging Face and what GGUF call it, and its shape.
public enum DecoderTensor: Hashable, Sendable {
    /// The embedding, [vocabulary, width].
    case embedding
    /// Weights of the last normalisation, [width].
    case finalNorm
    /// The output head, [vocabulary, width], where it is not the embedding.
    case outputHead
    /// A part of a layer.
    case layer(Int, Part)

    /// A tensor of a layer; maps are [outputs, inputs].
    public enum Part: CaseIterable, Sendable {
        /// Weights of the normalisation before attention, [width].
        case attentionNorm
        /// The maps to queries, keys and values, and from the attended values back.
        case query, key, value, output
        /// The biases of these maps.
        case queryBias, keyBias, valueBias, outputBias
        /// Weights of the normalisation of each query head and of each key head, [headSize].
        case queryNorm, keyNorm
        /// Weights of the normalisation before the feed-forward net, [width].
        case feedForwardNorm
        /// The maps of the feed-forward net: down(silu(gate(x)) · up(x)).
        case gate, up, down
        /// The biases of these maps.
        case gateBias, upBias, downBias
    }

    /// The tensors that a decoder has, each once.
    public static func all(of configuration: DecoderConfiguration) -> [DecoderTensor] {
        let parts = Part.allCases.filter { $0.isPart(of: configuration) }
        let layers = (0..<configuration.layerCount).flatMap { layer in
            parts.map { DecoderTensor.layer(layer, $0) }
        }
        let head: [DecoderTensor] = configuration.tiesEmbeddings ? [] : [.outputHead]
        return [.embedding] + layers + [.finalNorm] + head
    }

    /// The name in a Hugging Face folder.
    public var name: String {
        switch self {
        case .embedding: "model.embed_tokens.weight"
        case .finalNorm: "model.norm.weight"
        case .outputHead: "lm_head.weight"
        case .layer(let layer, let part): "model.layers.\(layer).\(part.names.huggingFace)"
        }
    }

    /// The name in a GGUF file.
    public var nameInGGUF: String {
        switch self {
        case .embedding: "token_embd.weight"
        case .finalNorm: "output_norm.weight"
        case .outputHead: "output.weight"
        case .layer(let layer, let part): "blk.\(layer).\(part.names.gguf)"
        }
    }

    /// The shape in a decoder, outermost dimension first.
    public func shape(in configuration: DecoderConfiguration) -> [Int] {
        switch self {
        case .embedding, .outputHead: [configuration.vocabularySize, configuration.width]
        case .finalNorm: [configuration.width]
        case .layer(_, let part): part.shape(in: configuration)
        }
    }
}

extension DecoderTensor.Part {
    fileprivate var names: (huggingFace: String, gguf: String) {
        switch self {
        case .attentionNorm: ("input_layernorm.weight", "attn_norm.weight")
        case .query: ("self_attn.q_proj.weight", "attn_q.weight")
        case .key: ("self_attn.k_proj.weight", "attn_k.weight")
        case .value: ("self_attn.v_proj.weight", "attn_v.weight")
        case .output: ("self_attn.o_proj.weight", "attn_output.weight")
        case .queryBias: ("self_attn.q_proj.bias", "attn_q.bias")
        case .keyBias: ("self_attn.k_proj.bias", "attn_k.bias")
        case .valueBias: ("self_attn.v_proj.bias", "attn_v.bias")
        case .outputBias: ("self_attn.o_proj.bias", "attn_output.bias")
        case .queryNorm: ("self_attn.q_norm.weight", "attn_q_norm.weight")
        case .keyNorm: ("self_attn.k_norm.weight", "attn_k_norm.weight")
        case .feedForwardNorm: ("post_attention_layernorm.weight", "ffn_norm.weight")
        case .gate: ("mlp.gate_proj.weight", "ffn_gate.weight")
        case .up: ("mlp.up_proj.weight", "ffn_up.weight")
        case .down: ("mlp.down_proj.weight", "ffn_down.weight")
        case .gateBias: ("mlp.gate_proj.bias", "ffn_gate.bias")
        case .upBias: ("mlp.up_proj.bias", "ffn_up.bias")
        case .downBias: ("mlp.down_proj.bias", "ffn_down.bias")
        }
    }

    fileprivate func isPart(of configuration: DecoderConfiguration) -> Bool {
        switch self {
        case .queryBias, .keyBias, .valueBias: configuration.hasAttentionBias
        case .outputBias: configuration.hasOutputBias
        case .gateBias, .upBias, .downBias: configuration.hasFeedForwardBias
        case .queryNorm, .keyNorm: configuration.hasQueryKeyNorms
        default: true
        }
    }

    fileprivate func shape(in configuration: DecoderConfiguration) -> [Int] {
        let (width, inner) = (configuration.width, configuration.feedForwardWidth)
        let (queries, keys) = (configuration.queryWidth, configuration.keyValueWidth)
        return switch self {
        case .attentionNorm, .feedForwardNorm, .outputBias, .downBias: [width]
        case .query: [queries, width]
        case .key, .value: [keys, width]
        case .output: [width, queries]
        case .queryBias: [queries]
        case .keyBias, .valueBias: [keys]
        case .queryNorm, .keyNorm: [configuration.headSize]
        case .gate, .up: [inner, width]
        case .down: [width, inner]
        case .gateBias, .upBias: [inner]
        }
    }
}
