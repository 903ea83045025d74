/// The sizes of a BERT encoder, as `config.json` gives them.
public struct BertConfiguration: Equatable, Sendable {
    /// Rows of the word embedding.
    public let vocabularySize: Int
    /// Width of every hidden state.
    public let hiddenSize: Int
    /// Transformer layers.
    public let layerCount: Int
    /// Attention heads; they divide the width.
    public let headCount: Int
    /// Width between the two linear maps of a feed-forward net.
    public let intermediateSize: Int
    /// Rows of the position embedding: the longest sequence.
    public let maximumPositions: Int
    /// Rows of the segment embedding.
    public let segmentCount: Int
    /// What every layer normalisation adds to the variance.
    public let layerNormEpsilon: Float

    /// Reads the bytes of a `config.json`.
    ///
    /// - Throws: ``ModelFolderError``; what this encoder does not do is refused by its name.
    public init(json: [UInt8]) throws(ModelFolderError) {
        try self.init(ModelJSON(file: "config.json", bytes: json))
    }

    init(_ config: ModelJSON) throws(ModelFolderError) {
        let type = try config.string("model_type")
        guard type == "bert" else {
            throw .unsupported(file: config.file, field: "model_type", value: type)
        }
        // "gelu" is the exact one, by the error function; the tanh forms have names of their own.
        let activation = try config.string("hidden_act")
        guard activation == "gelu" else {
            throw .unsupported(file: config.file, field: "hidden_act", value: activation)
        }
        try config.require("position_embedding_type", "absolute")
        try config.refuse("is_decoder")
        try config.refuse("add_cross_attention")
        vocabularySize = try config.integer("vocab_size", in: 1...(1 << 21))
        hiddenSize = try config.integer("hidden_size", in: 1...16_384)
        layerCount = try config.integer("num_hidden_layers", in: 1...256)
        headCount = try config.integer("num_attention_heads", in: 1...512)
        intermediateSize = try config.integer("intermediate_size", in: 1...131_072)
        maximumPositions = try config.integer("max_position_embeddings", in: 1...131_072)
        segmentCount = try config.integer("type_vocab_size", in: 1...16)
        guard hiddenSize % headCount == 0 else {
            throw .invalidField(file: config.file, field: "num_attention_heads")
        }
        let epsilon = try config.number("layer_norm_eps")
        guard epsilon >= 1e-30, epsilon <= 1 else {
            throw .invalidField(file: config.file, field: "layer_norm_eps")
        }
        layerNormEpsilon = Float(epsilon)
    }
}
