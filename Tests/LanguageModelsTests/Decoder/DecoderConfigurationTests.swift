import Foundation
import LanguageModels
import Testing

@Suite struct `A decoder's configuration` {
    /// SmolLM2 as transformers 4 wrote it.
    static let llama = """
        {"architectures":["LlamaForCausalLM"],"attention_bias":false,"attention_dropout":0.0,
        "bos_token_id":1,"eos_token_id":2,"hidden_act":"silu","hidden_size":576,
        "initializer_range":0.041666666666666664,"intermediate_size":1536,"is_llama_config":true,
        "max_position_embeddings":8192,"mlp_bias":false,"model_type":"llama",
        "num_attention_heads":9,"num_hidden_layers":30,"num_key_value_heads":3,"pad_token_id":2,
        "pretraining_tp":1,"rms_norm_eps":1e-05,"rope_interleaved":false,"rope_scaling":null,
        "rope_theta":100000,"tie_word_embeddings":true,"torch_dtype":"bfloat16",
        "transformers_version":"4.42.3","use_cache":true,"vocab_size":49152}
        """
    /// Mistral 7B as transformers 4 wrote it.
    static let mistral = """
        {"architectures":["MistralForCausalLM"],"bos_token_id":1,"eos_token_id":2,
        "hidden_act":"silu","hidden_size":4096,"initializer_range":0.02,"intermediate_size":14336,
        "max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"rms_norm_eps":1e-05,"rope_theta":10000.0,
        "sliding_window":4096,"tie_word_embeddings":false,"torch_dtype":"bfloat16",
        "vocab_size":32000}
        """
    /// Qwen2 0.5B as transformers 4 wrote it.
    static let qwen2 = """
        {"architectures":["Qwen2ForCausalLM"],"attention_dropout":0.0,"bos_token_id":151643,
        "eos_token_id":151645,"hidden_act":"silu","hidden_size":896,"intermediate_size":4864,
        "max_position_embeddings":32768,"max_window_layers":24,"model_type":"qwen2",
        "num_attention_heads":14,"num_hidden_layers":24,"num_key_value_heads":2,
        "rms_norm_eps":1e-06,"rope_theta":1000000.0,"sliding_window":32768,
        "tie_word_embeddings":true,"use_sliding_window":false,"vocab_size":151936}
        """
    /// Qwen3 0.6B in the form of transformers 5.
    static let qwen3 = """
        {"architectures":["Qwen3ForCausalLM"],"attention_bias":false,"bos_token_id":151643,
        "dtype":"bfloat16","eos_token_id":[151645,151643],"head_dim":128,"hidden_act":"silu",
        "hidden_size":1024,"intermediate_size":3072,
        "layer_types":["full_attention","full_attention"],"max_position_embeddings":40960,
        "max_window_layers":2,"model_type":"qwen3","num_attention_heads":16,
        "num_hidden_layers":2,"num_key_value_heads":8,"rms_norm_eps":1e-06,
        "rope_parameters":{"rope_theta":1000000,"rope_type":"default"},"sliding_window":null,
        "tie_word_embeddings":true,"use_sliding_window":false,"vocab_size":151936}
        """

    static func reading(
        _ text: String, _ old: String = "", _ new: String = "", generation: String? = nil
    ) throws -> DecoderConfiguration {
        try #require(old.isEmpty || text.contains(old), "\(old)")
        return try DecoderConfiguration(
            json: Array(text.replacingOccurrences(of: old, with: new).utf8),
            generationJSON: generation.map { Array($0.utf8) })
    }

    @Test func `of Llama is read`() throws {
        let shape = try Self.reading(Self.llama)
        #expect(shape.architecture == .llama && shape.vocabularySize == 49_152)
        #expect(shape.width == 576 && shape.headSize == 64 && shape.queryWidth == 576)
        #expect(shape.keyValueWidth == 192 && shape.normEpsilon == 1e-5)
        #expect(shape.rotary == RotaryPositions(theta: 100_000, scaling: .none))
        #expect(shape.tiesEmbeddings && shape.slidingWindow == nil && !shape.hasQueryKeyNorms)
        #expect(!shape.hasAttentionBias && !shape.hasOutputBias && !shape.hasFeedForwardBias)
        #expect(shape.beginTokenID == 1 && shape.endTokenIDs == [2])
        let biased = try Self.reading(Self.llama, "bias\":false", "bias\":true")
        #expect(biased.hasAttentionBias && biased.hasOutputBias && biased.hasFeedForwardBias)
        let old = try Self.reading(Self.llama, "\"num_key_value_heads\":3,", "")
        #expect(old.keyValueHeadCount == 9)
        let wide = try Self.reading(
            Self.llama, "\"hidden_size\"", "\"head_dim\":128,\"hidden_size\"")
        #expect(wide.headSize == 128 && wide.queryWidth == 1_152)
    }

    @Test func `of Mistral is read with its window`() throws {
        let shape = try Self.reading(Self.mistral)
        #expect(shape.architecture == .mistral && shape.slidingWindow == 4_096)
        let window = "\"sliding_window\":4096,"
        #expect(try Self.reading(Self.mistral, window, "").slidingWindow == 4_096)
        let none = "\"sliding_window\":null,"
        #expect(try Self.reading(Self.mistral, window, none).slidingWindow == nil)
        let whole = "\"sliding_window\":32768,"
        #expect(try Self.reading(Self.mistral, window, whole).slidingWindow == nil)
        #expect(
            try !Self.reading(Self.mistral, "\"bos", "\"attention_bias\":true,\"bos")
                .hasAttentionBias)
    }

    @Test func `of Qwen 2 is read with its biases`() throws {
        let shape = try Self.reading(Self.qwen2)
        #expect(shape.architecture == .qwen2 && shape.headSize == 64)
        #expect(shape.hasAttentionBias && !shape.hasOutputBias && shape.slidingWindow == nil)
        let on = try Self.reading(
            Self.qwen2.replacingOccurrences(of: "w\":false", with: "w\":true"), "w\":32768",
            "w\":1024")
        #expect(on.slidingWindow == nil)
        let all = try Self.reading(
            Self.qwen2.replacingOccurrences(of: "w\":false", with: "w\":true")
                .replacingOccurrences(of: "layers\":24,\"model", with: "layers\":0,\"model"),
            "w\":32768", "w\":1024")
        #expect(all.slidingWindow == 1_024)
        // A window as long as the context cuts off nothing, whichever layers have it.
        let long = Self.qwen2.replacingOccurrences(of: "w\":false", with: "w\":true")
        let some = try Self.reading(long, "window_layers\":24", "window_layers\":12")
        #expect(some.slidingWindow == nil)
    }

    @Test func `of Qwen 3 is read with its norms`() throws {
        let shape = try Self.reading(Self.qwen3)
        #expect(shape.architecture == .qwen3 && shape.hasQueryKeyNorms && shape.headSize == 128)
        #expect(shape.rotary.theta == 1_000_000 && shape.endTokenIDs == [151_645, 151_643])
        #expect(try Self.reading(Self.qwen3, "\"head_dim\":128,", "").headSize == 128)
        let sliding = try Self.reading(
            Self.qwen3.replacingOccurrences(of: "full_attention", with: "sliding_attention")
                .replacingOccurrences(of: "w\":false", with: "w\":true"),
            "w\":null", "w\":512")
        #expect(sliding.slidingWindow == 512)
    }

    @Test func `takes end tokens from generation_config.json`() throws {
        let both = try Self.reading(
            Self.llama, generation: #"{"eos_token_id":[2,0,2],"temperature":0.6}"#)
        #expect(both.endTokenIDs == [2, 0])
        #expect(try Self.reading(Self.llama, generation: "{}").endTokenIDs == [2])
        let none = try Self.reading(Self.llama, "\"eos_token_id\":2", "\"eos_token_id\":null")
        #expect(none.endTokenIDs.isEmpty)
    }

    static let scalings: [(String, RotaryPositions.Scaling?)] = [
        (#"{"type":"linear","factor":2.0}"#, .linear(factor: 2)),
        (#"{"rope_type":"linear","factor":4}"#, .linear(factor: 4)),
        (#"{"rope_type":"default"}"#, RotaryPositions.Scaling.none),
        ("{}", RotaryPositions.Scaling.none),
        (#"{"rope_type":"yarn","factor":4.0}"#, nil), (#"{"type":"dynamic","factor":2.0}"#, nil),
        (#"{"type":"longrope","long_factor":[1],"short_factor":[1]}"#, nil),
        (#"{"type":"linear"}"#, nil), (#"{"type":"linear","factor":0.5}"#, nil), ("7", nil),
        (#"{"full_attention":{"rope_type":"default"}}"#, nil),
        (#"{"rope_type":"default","partial_rotary_factor":0.5}"#, nil),
    ]

    @Test(arguments: scalings.indices)
    func `has its scaling in both forms`(index: Int) throws {
        let (text, wanted) = Self.scalings[index]
        for field in ["rope_scaling", "rope_parameters"] {
            let new = "\"\(field)\":\(text)"
            guard let wanted else {
                #expect(throws: ModelFolderError.self) {
                    try Self.reading(Self.llama, "\"rope_scaling\":null", new)
                }
                continue
            }
            let shape = try Self.reading(Self.llama, "\"rope_scaling\":null", new)
            #expect(shape.rotary == RotaryPositions(theta: 100_000, scaling: wanted))
        }
    }

    @Test func `has Llama 3's scaling`() throws {
        let fields = """
            "factor":32.0,"high_freq_factor":4.0,"low_freq_factor":1.0,
            "original_max_position_embeddings":4096
            """
        let old = "\"rope_scaling\":null"
        let v4 = try Self.reading(
            Self.llama, old, "\"rope_scaling\":{\(fields),\"rope_type\":\"llama3\"}")
        let v5 = try Self.reading(
            Self.llama, old,
            "\"rope_parameters\":{\(fields),\"rope_type\":\"llama3\",\"rope_theta\":500000.0}")
        guard case .llama3(let first) = v4.rotary.scaling,
            case .llama3(let second) = v5.rotary.scaling
        else {
            Issue.record("no scaling")
            return
        }
        #expect(first == second && first.factor == 32 && first.low == 1 && first.high == 4)
        #expect(first.original == 4_096 && v4.rotary.theta == 100_000)
        #expect(v5.rotary.theta == 500_000)
        #expect(throws: ModelFolderError.self) {
            try Self.reading(
                Self.llama, old,
                "\"rope_scaling\":{\(fields),\"rope_type\":\"llama3\",\"low_freq_factor\":4.0}")
        }
    }

    static let refused: [(text: String, old: String, new: String, name: String)] = [
        (llama, "\"llama\"", "\"gemma\"", "gemma"), (llama, "silu", "gelu", "hidden_act"),
        (llama, "heads\":9", "heads\":0", "num_attention_heads"),
        (llama, "heads\":3", "heads\":4", "num_key_value_heads"),
        (llama, "size\":576", "size\":-576", "hidden_size"),
        (llama, "size\":576", "size\":577", "num_attention_heads"),
        (llama, "size\":576", "size\":99999999999", "hidden_size"),
        (llama, "\"vocab_size\":49152", "\"vocab_size\":0", "vocab_size"),
        (llama, "\"vocab_size\":49152", "\"vocab_size\":9000000000000000000", "vocab_size"),
        (llama, "layers\":30", "layers\":1e3", "num_hidden_layers"),
        (llama, "layers\":30", "layers\":1000000000", "num_hidden_layers"),
        (llama, "8192", "\"long\"", "max_position_embeddings"),
        (llama, "1e-05", "0", "rms_norm_eps"), (llama, "1e-05", "2.0", "rms_norm_eps"),
        (llama, "theta\":100000", "theta\":0.5", "rope_theta"),
        (llama, "\"eos_token_id\":2", "\"eos_token_id\":49152", "eos_token_id"),
        (llama, "\"eos_token_id\":2", "\"eos_token_id\":[2,-1]", "eos_token_id"),
        (llama, "\"eos_token_id\":2", "\"eos_token_id\":\"x\"", "eos_token_id"),
        (llama, "\"use_cache\"", "\"head_dim\":63,\"use_cache\"", "head_dim"),
        (llama, "\"use_cache\"", "\"head_dim\":100000,\"use_cache\"", "head_dim"),
        (llama, "\"use_cache\"", "\"partial_rotary_factor\":0.5,\"use_cache\"", "partial_rotary"),
        (
            llama, "\"use_cache\"",
            "\"quantization_config\":{\"quant_method\":\"awq\"},\"use_cache\"",
            "awq"
        ),
        (mistral, "\"num_key_value_heads\":8,", "", "num_key_value_heads"),
        (mistral, "\"sliding_window\":4096", "\"sliding_window\":0", "sliding_window"),
        (qwen3, "\"full_attention\",", "\"sliding_attention\",", "sliding_attention"),
        (qwen3, "[\"full_attention\",\"full_attention\"]", "7", "layer_types"),
        (
            llama, "\"rope_scaling\":null",
            "\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4.0,\"beta_fast\":32}", "yarn"
        ),
        (
            llama, "\"rope_scaling\":null",
            "\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":4.0,\"beta_fast\":32}",
            "beta_fast"
        ),
        (llama, "{\"arch", "[{\"arch", "malformed"),
    ]

    @Test(arguments: refused.indices)
    func `is refused by name`(index: Int) throws {
        let (text, old, new, name) = Self.refused[index]
        try #require(text.contains(old))
        let error = #expect(throws: ModelFolderError.self) { try Self.reading(text, old, new) }
        #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
    }

    @Test func `is refused where windows differ from layer to layer`() throws {
        let some = Self.qwen2.replacingOccurrences(of: "w\":false", with: "w\":true")
            .replacingOccurrences(of: "w\":32768", with: "w\":1024")
        let error = #expect(throws: ModelFolderError.self) {
            try Self.reading(some, "max_window_layers\":24", "max_window_layers\":12")
        }
        #expect(error?.description.contains("max_window_layers") == true)
    }
}
