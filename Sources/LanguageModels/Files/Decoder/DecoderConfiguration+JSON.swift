import Wire

/// The `config.json` of transformers, in the form of version 4 (`rope_theta`, `rope_scaling`) and
/// of version 5 (`rope_parameters`).
extension DecoderConfiguration {
    private static let generationName = "generation_config.json"

    /// Reads the bytes of a `config.json` and, where there is one, of a `generation_config.json`,
    /// whose end tokens overrule those of the first.
    ///
    /// - Throws: ``ModelFolderError``; what changes the arithmetic and is not done here is refused
    ///   by its name.
    public init(json: [UInt8], generationJSON: [UInt8]? = nil) throws(ModelFolderError) {
        var generation: ModelJSON?
        if let generationJSON {
            generation = try ModelJSON(file: Self.generationName, bytes: generationJSON)
        }
        try self.init(ModelJSON(file: "config.json", bytes: json), generation: generation)
    }

    /// Reads the two files of a folder.
    init(folder: String) throws(ModelFolderError) {
        var generation: ModelJSON?
        if RegularFile.exists(at: folder + "/" + Self.generationName) {
            generation = try ModelJSON(file: Self.generationName, in: folder)
        }
        try self.init(ModelJSON(file: "config.json", in: folder), generation: generation)
    }

    private init(_ config: ModelJSON, generation: ModelJSON?) throws(ModelFolderError) {
        let type = try config.string("model_type")
        guard let architecture = Architecture(rawValue: type) else {
            throw .unsupported(file: config.file, field: "model_type", value: type)
        }
        try Self.refuseOtherArithmetic(config)
        self.architecture = architecture
        vocabularySize = try config.integer("vocab_size", in: Bounds.vocabulary)
        width = try config.integer("hidden_size", in: Bounds.width)
        layerCount = try config.integer("num_hidden_layers", in: Bounds.layers)
        headCount = try config.integer("num_attention_heads", in: Bounds.heads)
        // Other families have defaults of their own for a field that is left out.
        let isOptional = architecture == .llama || config.value["num_key_value_heads"] == .null
        keyValueHeadCount = try config.integer(
            "num_key_value_heads", in: Bounds.heads,
            default: isOptional ? Int64(headCount) : nil)
        guard headCount % keyValueHeadCount == 0 else {
            throw .invalidField(file: config.file, field: "num_key_value_heads")
        }
        headSize = try Self.headSize(config, architecture, width: width, headCount: headCount)
        feedForwardWidth = try config.integer("intermediate_size", in: Bounds.feedForward)
        normEpsilon = try Float(config.number("rms_norm_eps", in: Bounds.epsilon))
        contextLength = try config.integer("max_position_embeddings", in: Bounds.context)
        rotary = try RotaryPositions(config, contextLength: contextLength)
        tiesEmbeddings = try config.boolean("tie_word_embeddings", default: false)
        let isBiased = try config.boolean("attention_bias", default: false)
        hasAttentionBias = architecture == .qwen2 || (isBiased && architecture != .mistral)
        hasOutputBias = isBiased && [.llama, .qwen3].contains(architecture)
        hasFeedForwardBias =
            try config.boolean("mlp_bias", default: false) && architecture == .llama
        hasQueryKeyNorms = architecture == .qwen3
        slidingWindow = try Self.slidingWindow(
            config, architecture, layerCount: layerCount, contextLength: contextLength)
        let ids = Int64(0)...Int64(vocabularySize - 1)
        beginTokenID = try config.tokens("bos_token_id", in: ids)?.first
        let fallback = try config.tokens("eos_token_id", in: ids)
        endTokenIDs = try generation?.tokens("eos_token_id", in: ids) ?? fallback ?? []
    }

    /// Refuses by name what would make other numbers.
    private static func refuseOtherArithmetic(_ config: ModelJSON) throws(ModelFolderError) {
        try config.require("hidden_act", "silu")
        if let value = config.value["quantization_config"], value != .null {
            let method = value["quant_method"]?.stringValue ?? "given"
            throw .unsupported(file: config.file, field: "quantization_config", value: method)
        }
    }

    private static func headSize(
        _ config: ModelJSON, _ architecture: Architecture, width: Int, headCount: Int
    ) throws(ModelFolderError) -> Int {
        // Qwen 2 has no such field, and Qwen 3 a default that does not follow from the width.
        if config.has("head_dim") || architecture == .qwen3 {
            let size = try config.integer("head_dim", in: Bounds.headSize, default: 128)
            guard size % 2 == 0 else { throw .invalidField(file: config.file, field: "head_dim") }
            return size
        }
        let (size, rest) = width.quotientAndRemainder(dividingBy: headCount)
        guard rest == 0, size % 2 == 0, Bounds.headSize.contains(Int64(size)) else {
            throw .invalidField(file: config.file, field: "num_attention_heads")
        }
        return size
    }

    /// The window of all layers, or nil where none cuts anything off; windows for some of the
    /// layers are refused.
    private static func slidingWindow(
        _ config: ModelJSON, _ architecture: Architecture, layerCount: Int, contextLength: Int
    ) throws(ModelFolderError) -> Int? {
        let field = "sliding_window"
        switch architecture {
        case .llama: return nil
        case .mistral:
            // Left out it is 4096; without a window it is null.
            guard config.value[field] != .null else { return nil }
            let window = try config.integer(field, in: Bounds.context, default: 4_096)
            return window < contextLength ? window : nil
        case .qwen2, .qwen3:
            guard try config.boolean("use_sliding_window", default: false),
                config.value[field] != .null
            else {
                try requireKinds(["full_attention"], config)
                return nil
            }
            let window = try config.integer(field, in: Bounds.context, default: 4_096)
            guard window < contextLength else { return nil }
            if config.has("layer_types") {
                let kind = config.value["layer_types"]?.arrayValue?.first?.stringValue ?? ""
                let isFull = kind == "full_attention"
                try requireKinds([isFull ? kind : "sliding_attention"], config)
                return isFull ? nil : window
            }
            let full = try config.integer("max_window_layers", in: 0...(1 << 24), default: 28)
            guard full == 0 || full >= layerCount else {
                throw .unsupported(
                    file: config.file, field: "max_window_layers", value: String(full))
            }
            return full == 0 ? window : nil
        }
    }

    /// Refuses layers of another kind than the wanted one.
    private static func requireKinds(
        _ wanted: Set<String>, _ config: ModelJSON
    ) throws(ModelFolderError) {
        guard config.has("layer_types") else { return }
        guard let kinds = config.value["layer_types"]?.arrayValue else {
            throw .invalidField(file: config.file, field: "layer_types")
        }
        for kind in kinds where !wanted.contains(kind.stringValue ?? "") {
            throw .unsupported(file: config.file, field: "layer_types", value: kind.text)
        }
    }
}

extension ModelJSON {
    /// A token's id, or several, distinct; nil where the field is absent.
    fileprivate func tokens(
        _ field: String, in range: ClosedRange<Int64>
    ) throws(ModelFolderError) -> [Int32]? {
        guard has(field), let value = value[field] else { return nil }
        var ids: [Int32] = []
        for element in value.arrayValue ?? [value] {
            guard let id = element.integerValue, range.contains(id) else {
                throw .invalidField(file: file, field: field)
            }
            if !ids.contains(Int32(id)) { ids.append(Int32(id)) }
        }
        return ids
    }

    /// A number within bounds.
    func number(
        _ field: String, in range: ClosedRange<Double>, default: Double? = nil
    ) throws(ModelFolderError) -> Double {
        if !has(field), let `default` { return `default` }
        let number = try number(field)
        guard range.contains(number) else { throw .invalidField(file: file, field: field) }
        return number
    }
}

extension RotaryPositions {
    private static let usualTheta = 10_000.0

    /// Fields of either form that are understood, or that only other types of scaling read.
    private static let knownFields: Set = [
        "rope_theta", "rope_type", "type", "factor", "low_freq_factor", "high_freq_factor",
        "original_max_position_embeddings", "partial_rotary_factor",
    ]

    /// Reads `rope_scaling` (version 4) or, where that says nothing, `rope_parameters` (version 5).
    fileprivate init(_ config: ModelJSON, contextLength: Int) throws(ModelFolderError) {
        var fields = ModelJSON(file: config.file, value: .object([]))
        for name in ["rope_parameters", "rope_scaling"] where config.has(name) {
            guard let members = config.value[name]?.members else {
                throw .invalidField(file: config.file, field: name)
            }
            if !members.isEmpty { fields = ModelJSON(file: config.file, value: .object(members)) }
        }
        for source in [config, fields] where source.has("partial_rotary_factor") {
            guard try source.number("partial_rotary_factor") == 1 else {
                throw .unsupported(
                    file: config.file, field: "partial_rotary_factor",
                    value: source.value["partial_rotary_factor"]?.text ?? "")
            }
        }
        let outer = try config.number(
            "rope_theta", in: DecoderConfiguration.Bounds.theta, default: Self.usualTheta)
        theta = try fields.number(
            "rope_theta", in: DecoderConfiguration.Bounds.theta, default: outer)
        // The one in the configuration itself goes before that of the scaling.
        let original = config.has("original_max_position_embeddings") ? config : fields
        scaling = try Self.scaling(fields, original: original, contextLength: contextLength)
        for (field, value) in fields.value.members ?? [] where !Self.knownFields.contains(field) {
            throw .unsupported(
                file: config.file, field: "rope parameter \(field)",
                value: String(value.text.prefix(80)))
        }
    }

    private static func scaling(
        _ fields: ModelJSON, original: ModelJSON, contextLength: Int
    ) throws(ModelFolderError) -> Scaling {
        let factors = DecoderConfiguration.Bounds.factor
        let kind = try fields.string(
            "rope_type", default: fields.string("type", default: "default"))
        switch kind {
        case "default": return .none
        case "linear": return .linear(factor: try fields.number("factor", in: factors))
        case "llama3":
            let low = try fields.number("low_freq_factor", in: 1e-6...1e6)
            let high = try fields.number("high_freq_factor", in: 1e-6...1e6)
            guard low < high else {
                throw .invalidField(file: fields.file, field: "high_freq_factor")
            }
            return .llama3(
                Llama3(
                    factor: try fields.number("factor", in: factors), low: low, high: high,
                    original: try original.integer(
                        "original_max_position_embeddings",
                        in: DecoderConfiguration.Bounds.context, default: Int64(contextLength))))
        default: throw .unsupported(file: fields.file, field: "rope_type", value: kind)
        }
    }
}
