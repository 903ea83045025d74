import Foundation
import LanguageModels
import Testing
import Wire

@Suite struct `A decoder's files` {
    /// A fixture's GGUF file with its keys and tensors, to be written again with changes.
    static func draft(_ name: String) throws -> GGUFDraft {
        let file = try GGUFFile(path: DecoderFixtures.path(name + ".gguf"))
        var draft = GGUFDraft()
        draft.keys = file.metadata.compactMap { key, value in
            switch value {
            case .unsigned(let value): (key, .u32(UInt32(value)))
            case .single(let value): (key, .f32(value))
            case .string(let bytes): (key, .text(bytes))
            case .boolean(let flag): (key, .flag(flag ? 1 : 0))
            default: nil
            }
        }
        draft.tensors = try file.tensors.map { tensor in
            GGUFDraft.Tensor(
                name: tensor.name, dimensions: tensor.shape.reversed().map(UInt64.init),
                type: tensor.format.rawValue,
                bytes: try file.bytes(of: tensor, rows: 0..<tensor.rows))
        }
        return draft
    }

    static func set(
        _ key: String, _ value: GGUFDraft.Value?
    ) -> @Sendable (inout GGUFDraft) -> Void {
        { draft in
            draft.keys.removeAll { $0.key == key }
            if let value { draft.keys.append((key, value)) }
        }
    }

    static func text(_ text: String) -> GGUFDraft.Value { .text(Array(text.utf8)) }

    static let refused: [(name: String, change: @Sendable (inout GGUFDraft) -> Void)] = [
        ("general.architecture", set("general.architecture", nil)),
        ("gemma", set("general.architecture", text("gemma"))),
        ("general.architecture", set("general.architecture", .u32(1))),
        ("llama.block_count", set("llama.block_count", nil)),
        ("llama.block_count", set("llama.block_count", .u64(1 << 40))),
        ("llama.block_count", set("llama.block_count", .i32(-1))),
        ("blk.2.attn_norm.weight", set("llama.block_count", .u32(3))),
        ("blk.1", set("llama.block_count", .u32(1))),
        ("llama.attention.head_count_kv", set("llama.attention.head_count_kv", .u32(3))),
        ("attention.head_count", set("llama.attention.head_count", .u32(3))),
        (
            "attention.head_count",
            set("llama.attention.head_count", .array(type: 4, [.u32(4), .u32(2)]))
        ),
        ("rope.dimension_count", set("llama.attention.head_count", .u32(2))),
        ("[", set("llama.feed_forward_length", .u32(32))),
        ("token_embd.weight", set("llama.embedding_length", .u32(64))),
        ("llama.vocab_size", set("llama.vocab_size", .u32(41))),
        ("llama.context_length", set("llama.context_length", .u32(0))),
        ("rms_epsilon", set("llama.attention.layer_norm_rms_epsilon", .f32(.nan))),
        ("rope.freq_base", set("llama.rope.freq_base", .f32(.infinity))),
        ("rope.dimension_count", set("llama.rope.dimension_count", .u32(4))),
        ("yarn", set("llama.rope.scaling.type", text("yarn"))),
        ("rope.scaling.factor", set("llama.rope.scaling.factor", .f32(0.5))),
        ("rope_freqs.weight", set("llama.rope.scaling.factor", .f32(4))),
        ("llama.expert_count", set("llama.expert_count", .u32(8))),
        ("llama.logit_scale", set("llama.logit_scale", .f32(2))),
        ("split.count", set("split.count", .u16(2))),
        ("eos_token_id", set("tokenizer.ggml.eos_token_id", .u32(40))),
        ("output_norm.weight", { $0.tensors.removeAll { $0.name == "output_norm.weight" } }),
        ("token_embd.weight", { $0.tensors.removeAll { $0.name == "token_embd.weight" } }),
        (
            "blk.0.extra",
            {
                $0.tensors.append(
                    .init(name: "blk.0.extra", dimensions: [1], type: 0, bytes: [0, 0, 0, 0]))
            }
        ),
        (
            "rope_freqs.weight",
            { draft in
                for index in draft.tensors.indices where draft.tensors[index].name.hasPrefix("rope")
                {
                    draft.tensors[index].bytes[3] = 0x41
                }
            }
        ),
        (
            "rope_freqs.weight",
            { draft in
                draft.tensors.removeAll { $0.name.hasPrefix("rope") }
                draft.tensors.append(
                    .init(
                        name: "rope_freqs.weight", dimensions: [2], type: 0,
                        bytes: [UInt8](repeating: 0, count: 8)))
            }
        ),
    ]

    @Test(arguments: refused.indices)
    func `are refused by what is wrong with the GGUF file`(index: Int) throws {
        var draft = try Self.draft("tiny-llama")
        #expect(try DecoderWeights(gguf: GGUFFile(bytes: draft.bytes)).configuration.width == 32)
        Self.refused[index].change(&draft)
        let file = try GGUFFile(bytes: draft.bytes)
        let error = #expect(throws: ModelFolderError.self) { try DecoderWeights(gguf: file) }
        #expect(
            error?.description.contains(Self.refused[index].name) == true,
            "\(error?.description ?? "")")
    }

    @Test func `may give a value for each layer where all are the same`() throws {
        var draft = try Self.draft("tiny-llama")
        Self.set("llama.feed_forward_length", .array(type: 5, [.i32(64), .i32(64)]))(&draft)
        Self.set("llama.rope.scaling.type", Self.text("none"))(&draft)
        Self.set("llama.expert_count", .u32(0))(&draft)
        Self.set("llama.attention.sliding_window", .u32(64))(&draft)
        let shape = try DecoderWeights(gguf: GGUFFile(bytes: draft.bytes)).configuration
        #expect(shape.feedForwardWidth == 64 && shape.slidingWindow == 64)
    }

    @Test func `may scale positions linearly`() throws {
        var draft = try Self.draft("tiny-qwen2")
        Self.set("qwen2.rope.scaling.factor", .f32(4))(&draft)
        let shape = try DecoderWeights(gguf: GGUFFile(bytes: draft.bytes)).configuration
        #expect(shape.rotary.scaling == .linear(factor: 4))
    }

    @Test func `are refused as a folder where config.json has no form for them`() throws {
        var draft = try Self.draft("tiny-llama")
        draft.tensors.removeAll { $0.name.hasSuffix("attn_output.bias") }
        let file = try GGUFFile(bytes: draft.bytes)
        #expect(try DecoderWeights(gguf: file).configuration.hasOutputBias == false)
        try DecoderFixtures.withFolder { path in
            let error = #expect(throws: ModelFolderError.self) {
                try DecoderFolder.write(file, tokenizerJSON: nil, to: path)
            }
            #expect(error?.description.isEmpty == false)
        }
    }
}

@Suite struct `A decoder's folder` {
    static func replace(_ name: String, in path: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacingOccurrences(of: old, with: new)
            .write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    }

    static let index = "model.safetensors.index.json"
    static let second = "model-00002-of-00004.safetensors"
    static let third = "model-00003-of-00004.safetensors"

    static let refused: [(file: String, old: String, new: String, name: String)] = [
        (index, third, "../" + third, "weight_map"), (index, third, "/etc/passwd", "weight_map"),
        (index, third, ".safetensors", "weight_map"),
        (index, third, "x\\u0000.safetensors", "weight_map"),
        (index, third, "none.safetensors", "none.safetensors"),
        (index, third, second, "input_layernorm"),
        (index, "\"weight_map\"", "\"weights\"", "weight_map"), (index, "{", "[", "malformed"),
        (index, "\"model.norm.weight\"", "\"model.norm.weights\"", "model.norm"),
        (index, "\"lm_head.weight\"", "\"model.norm.weight\"", "malformed"),
        ("config.json", "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", "layers.1"),
        ("config.json", "\"vocab_size\": 40", "\"vocab_size\": 41", "[41, 32]"),
        ("config.json", "\"mlp_bias\": false", "\"mlp_bias\": true", "gate_proj.bias"),
        ("config.json", "embeddings\": false", "embeddings\": true", "lm_head.weight"),
        ("generation_config.json", "5", "50", "generation_config.json"),
    ]

    @Test(arguments: refused.indices)
    func `is refused by name`(index: Int) throws {
        let (file, old, new, name) = Self.refused[index]
        try DecoderFixtures.withCopy(of: "sharded") { path in
            try Self.replace(file, in: path, old, new)
            let error = #expect(throws: ModelFolderError.self) { try DecoderWeights(path: path) }
            #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
        }
    }

    /// The tensors of the fixture in one file, changed.
    static func inOneFile(
        _ path: String, _ change: (inout [(name: String, shape: [Int], values: [Float])]) -> Void
    ) throws {
        let weights = try DecoderWeights(path: path)
        var tensors: [(name: String, shape: [Int], values: [Float])] = try DecoderTensor.all(
            of: weights.configuration
        ).map {
            ($0.name, $0.shape(in: weights.configuration), try weights.floats($0))
        }
        change(&tensors)
        try SafetensorsFile.write(tensors, to: path + "/model.safetensors")
    }

    @Test func `with one file does not read an index`() throws {
        try DecoderFixtures.withCopy(of: "sharded") { path in
            try Self.inOneFile(path) {
                $0.append(("model.layers.0.self_attn.rotary_emb.inv_freq", [4], [1, 1, 1, 1]))
            }
            try Self.replace(Self.index, in: path, "{", "[")
            try DecoderFixtures.expectTensors(DecoderWeights(path: path), of: "sharded.txt")
        }
    }

    @Test func `may hold the head that it ties, if it is the embedding`() throws {
        try DecoderFixtures.withCopy(of: "sharded") { path in
            try Self.inOneFile(path) { tensors in
                let last = tensors.count - 1
                tensors[last].values = tensors[0].values
            }
            try Self.replace("config.json", in: path, "embeddings\": false", "embeddings\": true")
            #expect(try DecoderWeights(path: path).outputHead() == nil)
        }
    }

    @Test func `is refused for another tensor, and for one that is not finite`() throws {
        try DecoderFixtures.withCopy(of: "sharded") { path in
            try Self.inOneFile(path) { $0.append(("model.layers.0.extra", [1], [1])) }
            let error = #expect(throws: ModelFolderError.self) { try DecoderWeights(path: path) }
            #expect(error?.description.contains("model.layers.0.extra") == true)
        }
        try DecoderFixtures.withCopy(of: "sharded") { path in
            try Self.inOneFile(path) { $0[0].values[7] = .infinity }
            let weights = try DecoderWeights(path: path)
            let fault = ModelFolderError.weights(
                .notFinite(tensor: "model.embed_tokens.weight", index: 7))
            #expect(throws: fault) { try weights.embedding() }
        }
    }

    @Test func `without its files names them`() throws {
        try DecoderFixtures.withFolder { path in
            let error = #expect(throws: ModelFolderError.self) { try DecoderWeights(path: path) }
            #expect(error?.description.contains(path) == true)
            let folder = #expect(throws: ModelFolderError.self) {
                try DecoderWeights(folder: path)
            }
            #expect(folder?.description.contains("config.json") == true)
        }
    }
}
