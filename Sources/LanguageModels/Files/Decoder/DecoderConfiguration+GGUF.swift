import Wire

/// A GGUF file's metadata, as llama.cpp's conversion writes them.
extension DecoderConfiguration {
    /// Keys under the architecture's name that are read here, or that change no number.
    private static let knownKeys: Set<ByteName> = [
        "attention.head_count", "attention.head_count_kv", "attention.key_length",
        "attention.layer_norm_rms_epsilon", "attention.sliding_window", "attention.value_length",
        "block_count", "context_length", "embedding_length", "expert_count", "expert_used_count",
        "feed_forward_length", "rope.dimension_count", "rope.freq_base", "rope.scale_linear",
        "rope.scaling.factor", "rope.scaling.finetuned", "rope.scaling.original_context_length",
        "rope.scaling.type", "tensor_data_layout", "vocab_size",
    ]

    /// Reads the metadata of a file, and from its tensors what these do not say: biases, the size
    /// of the vocabulary, a head of its own, the factors of Llama 3's positions.
    ///
    /// - Throws: ``ModelFolderError``; what changes the arithmetic and is not done here is refused
    ///   by its name.
    public init(gguf file: GGUFFile) throws(ModelFolderError) {
        let fields = GGUFFields(file: file)
        let type = try fields.text("general.architecture") ?? ""
        // Mistral's models come as Llama's.
        guard let architecture = Architecture(rawValue: type), architecture != .mistral else {
            throw fields.unsupported("general.architecture", type)
        }
        try Self.refuseOtherArithmetic(fields, type)
        self.architecture = architecture
        width = try fields.integer(type + ".embedding_length", in: Bounds.width)
        vocabularySize = try Self.vocabularySize(fields, type, width: width)
        layerCount = try fields.integer(type + ".block_count", in: Bounds.layers)
        headCount = try fields.integer(type + ".attention.head_count", in: Bounds.heads)
        keyValueHeadCount = try fields.integer(
            type + ".attention.head_count_kv", in: Bounds.heads, default: headCount)
        guard headCount % keyValueHeadCount == 0 else {
            throw fields.invalid(type + ".attention.head_count_kv")
        }
        headSize = try Self.headSize(fields, type, width: width, headCount: headCount)
        feedForwardWidth = try fields.integer(
            type + ".feed_forward_length", in: Bounds.feedForward)
        normEpsilon = try Float(
            fields.number(type + ".attention.layer_norm_rms_epsilon", in: Bounds.epsilon))
        contextLength = try fields.integer(type + ".context_length", in: Bounds.context)
        rotary = try RotaryPositions(fields, type, headSize: headSize)
        func has(_ tensor: DecoderTensor) -> Bool { file.tensor(tensor.nameInGGUF) != nil }
        tiesEmbeddings = !has(.outputHead)
        hasAttentionBias = has(.layer(0, .queryBias))
        hasOutputBias = has(.layer(0, .outputBias))
        hasFeedForwardBias = has(.layer(0, .gateBias))
        hasQueryKeyNorms = architecture == .qwen3
        let window = type + ".attention.sliding_window"
        let length = try fields.integer(window, in: 0...(1 << 31), default: 0)
        slidingWindow = length == 0 || length >= contextLength ? nil : length
        let prefix = "tokenizer.ggml."
        beginTokenID = try fields.token(prefix + "bos_token_id", vocabularySize: vocabularySize)
        var ends: [Int32] = []
        for name in ["eos_token_id", "eot_token_id", "eom_token_id"] {
            guard let id = try fields.token(prefix + name, vocabularySize: vocabularySize),
                !ends.contains(id)
            else { continue }
            ends.append(id)
        }
        endTokenIDs = ends
    }

    /// Refuses by name what would make other numbers.
    private static func refuseOtherArithmetic(
        _ fields: GGUFFields, _ type: String
    ) throws(ModelFolderError) {
        let prefix = Array((type + ".").utf8)
        for (key, value) in fields.file.metadata where key.utf8.starts(with: prefix) {
            let name = ByteName(String(decoding: key.utf8.dropFirst(prefix.count), as: UTF8.self))
            guard knownKeys.contains(name) else {
                throw fields.unsupported(key, value.shortText)
            }
        }
        for key in [type + ".expert_count", type + ".expert_used_count"] {
            let count = try fields.integer(key, in: 0...(1 << 31), default: 0)
            guard count == 0 else { throw fields.unsupported(key, String(count)) }
        }
        let parts = try fields.integer("split.count", in: 0...(1 << 31), default: 1)
        guard parts <= 1 else { throw fields.unsupported("split.count", String(parts)) }
    }

    /// The rows of the embedding; the metadata may not say otherwise.
    private static func vocabularySize(
        _ fields: GGUFFields, _ type: String, width: Int
    ) throws(ModelFolderError) -> Int {
        let name = DecoderTensor.embedding.nameInGGUF
        guard let embedding = fields.file.tensor(name) else { throw .gguf(.missing(name)) }
        guard embedding.shape.count == 2, embedding.columns == width,
            Bounds.vocabulary.contains(Int64(embedding.rows))
        else {
            throw .gguf(
                .wrongShape(
                    tensor: name, expected: [embedding.rows, width], found: embedding.shape))
        }
        let key = type + ".vocab_size"
        guard
            try fields.integer(key, in: Bounds.vocabulary, default: embedding.rows)
                == embedding.rows
        else {
            throw .contradiction(
                "\(key) of \(fields.file.name) is not the number of rows of \(name).")
        }
        return embedding.rows
    }

    private static func headSize(
        _ fields: GGUFFields, _ type: String, width: Int, headCount: Int
    ) throws(ModelFolderError) -> Int {
        let key = type + ".attention.key_length"
        let size: Int
        if fields.has(key) {
            size = try fields.integer(key, in: Bounds.headSize)
        } else {
            guard width % headCount == 0 else {
                throw fields.invalid(type + ".attention.head_count")
            }
            size = width / headCount
        }
        guard size % 2 == 0, Bounds.headSize.contains(Int64(size)) else {
            throw fields.invalid(fields.has(key) ? key : type + ".attention.head_count")
        }
        for key in [type + ".attention.value_length", type + ".rope.dimension_count"] {
            let found = try fields.integer(key, in: 1...(1 << 31), default: size)
            guard found == size else { throw fields.unsupported(key, String(found)) }
        }
        return size
    }
}
