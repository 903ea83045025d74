import Wire

/// What `config.json` says of a configuration.
extension DecoderConfiguration {
    /// `bos_token_id` and `eos_token_id`, where there are any.
    var tokenMembers: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let beginTokenID { members.append(("bos_token_id", beginTokenID.json)) }
        if endTokenIDs.count == 1 {
            members.append(("eos_token_id", endTokenIDs[0].json))
        } else if !endTokenIDs.isEmpty {
            members.append(("eos_token_id", .array(endTokenIDs.map(\.json))))
        }
        return members
    }

    /// The bytes of `config.json`, in the form that transformers reads since version 4.
    ///
    /// `file` is named where the configuration has no such form.
    func json(file: String) throws(ModelFolderError) -> [UInt8] {
        try requireForm(file: file)
        var members: [(String, JSONValue)] = [
            ("architectures", .array([.string(className)])),
            ("model_type", .string(architecture.rawValue)),
            ("hidden_act", .string("silu")),
            ("hidden_size", .integer(Int64(width))),
            ("intermediate_size", .integer(Int64(feedForwardWidth))),
            ("num_hidden_layers", .integer(Int64(layerCount))),
            ("num_attention_heads", .integer(Int64(headCount))),
            ("num_key_value_heads", .integer(Int64(keyValueHeadCount))),
            ("head_dim", .integer(Int64(headSize))),
            ("vocab_size", .integer(Int64(vocabularySize))),
            ("max_position_embeddings", .integer(Int64(contextLength))),
            // The shortest decimal that is this number in single precision.
            ("rms_norm_eps", .decimal(Double(normEpsilon.description) ?? Double(normEpsilon))),
            ("rope_theta", .decimal(rotary.theta)),
            ("rope_scaling", rotary.scaling.json),
            ("tie_word_embeddings", .bool(tiesEmbeddings)),
            ("torch_dtype", .string("float32")),
        ]
        switch architecture {
        case .llama:
            members += [
                ("attention_bias", .bool(hasAttentionBias)),
                ("mlp_bias", .bool(hasFeedForwardBias)),
            ]
        case .mistral: members.append(("sliding_window", slidingWindow.json))
        case .qwen2: break
        case .qwen3: members.append(("attention_bias", .bool(hasAttentionBias)))
        }
        return Array((JSONValue.object(members + tokenMembers).prettyText + "\n").utf8)
    }

    private var className: String {
        switch architecture {
        case .llama: "LlamaForCausalLM"
        case .mistral: "MistralForCausalLM"
        case .qwen2: "Qwen2ForCausalLM"
        case .qwen3: "Qwen3ForCausalLM"
        }
    }

    /// Refuses what `config.json` cannot say of the architecture.
    private func requireForm(file: String) throws(ModelFolderError) {
        let biases = (hasAttentionBias, hasOutputBias, hasFeedForwardBias)
        let isKnown =
            switch architecture {
            case .llama: biases.0 == biases.1
            case .mistral: biases == (false, false, false)
            case .qwen2: biases == (true, false, false) && headSize * headCount == width
            case .qwen3: biases.0 == biases.1 && !biases.2
            }
        guard isKnown else {
            throw .unsupported(
                file: file, field: "combination of biases and head size",
                value: architecture.rawValue)
        }
        guard slidingWindow == nil || architecture == .mistral else {
            throw .unsupported(
                file: file, field: "sliding window", value: slidingWindow?.description ?? "")
        }
    }
}

extension Int? {
    fileprivate var json: JSONValue { map { .integer(Int64($0)) } ?? .null }
}

extension RotaryPositions.Scaling {
    /// The value of `rope_scaling`.
    fileprivate var json: JSONValue {
        switch self {
        case .none: .null
        case .linear(let factor):
            .object([("rope_type", .string("linear")), ("factor", .decimal(factor))])
        case .llama3(let llama3):
            .object([
                ("rope_type", .string("llama3")), ("factor", .decimal(llama3.factor)),
                ("low_freq_factor", .decimal(llama3.low)),
                ("high_freq_factor", .decimal(llama3.high)),
                ("original_max_position_embeddings", .integer(Int64(llama3.original))),
            ])
        }
    }
}

extension Int32 {
    /// The id as JSON.
    var json: JSONValue { .integer(Int64(self)) }
}
