public import Tensors

/// A Llama-like decoder with frozen weights, which reads tokens of many sequences at once.
///
/// Every number of a sequence is a fixed chain of operations on that sequence's tokens and its
/// adapter: it has the same bits alone or beside any others, read at once or piece by piece, on any
/// number of threads, with weights packed as a file has them or as numbers.
public struct Decoder: Sendable {
    /// The sizes.
    public let configuration: DecoderConfiguration
    /// What a cache of this decoder's keys and values looks like.
    public let cacheShape: KeyValuePage.Shape
    private let embedding: PackedWeights
    private let layers: [DecoderLayer]
    private let finalNorm: RootMeanSquareNorm
    private let head: PackedWeights
    private let rotary: RotaryFrequencies

    /// A sequence that tokens are added to.
    public struct Sequence: Sendable {
        /// What was read before.
        public var cache: KeyValueCache
        /// The tokens to read now; at least one.
        public var tokens: [Int32]
        /// What its rows go through beside the base model; the same for all of its tokens.
        public let adapter: DecoderAdapter?

        /// A sequence with the tokens to read next.
        public init(cache: KeyValueCache, tokens: [Int32], adapter: DecoderAdapter? = nil) {
            self.cache = cache
            self.tokens = tokens
            self.adapter = adapter
        }
    }

    /// Reads all weights of a model.
    ///
    /// - Throws: ``ModelFolderError``; a sliding window, and heads of another width than a
    ///   multiple of 16, are refused by name.
    public init(_ weights: DecoderWeights) throws(ModelFolderError) {
        configuration = weights.configuration
        try Self.checkKind(configuration)
        cacheShape = KeyValuePage.Shape(
            layers: configuration.layerCount, heads: configuration.keyValueHeadCount,
            headWidth: configuration.headSize)
        embedding = PackedWeights(try weights.embedding())
        var layers: [DecoderLayer] = []
        let attention = CachedAttention(
            queryHeads: configuration.headCount, shape: cacheShape)
        for index in 0..<configuration.layerCount {
            layers.append(
                DecoderLayer(index, try weights.layer(index), configuration, attention))
        }
        self.layers = layers
        finalNorm = RootMeanSquareNorm(
            weight: try weights.finalNorm(), epsilon: configuration.normEpsilon)
        head = try weights.outputHead().map { PackedWeights($0) } ?? embedding
        rotary = RotaryFrequencies(configuration)
    }

    private static func checkKind(
        _ configuration: DecoderConfiguration
    ) throws(ModelFolderError) {
        if let window = configuration.slidingWindow {
            throw .unsupported(
                file: "config.json", field: "sliding_window", value: String(window))
        }
        guard configuration.headSize % 16 == 0 else {
            throw .unsupported(
                file: "config.json", field: "head_dim", value: String(configuration.headSize))
        }
    }

    /// A cache that holds nothing yet.
    public var emptyCache: KeyValueCache { KeyValueCache(shape: cacheShape) }

    /// Bytes of the weights of linear maps in memory.
    public var byteCount: Int {
        let outside = configuration.tiesEmbeddings ? 0 : head.byteCount
        return layers.reduce(embedding.byteCount + outside) { $0 + $1.byteCount }
    }

    /// Reads the tokens of every sequence and keeps what later tokens attend to in its cache.
    ///
    /// - Precondition: the tokens are of the vocabulary.
    /// - Returns: the last hidden states, normalised, of all tokens in order, [tokens, width].
    public func read(_ sequences: inout [Sequence], on threads: ComputeThreads) -> Matrix {
        let batch = DecoderBatch(&sequences, rotary: rotary)
        var hidden = Matrix(
            rows: batch.tokens.count, columns: configuration.width,
            values: batch.tokens.flatMap { embedding.column(Int($0)) })
        for layer in layers { layer.forward(&hidden, batch, on: threads) }
        return finalNorm(hidden)
    }

    /// The logits of the next token after each hidden state, [states, vocabulary].
    public func logits(of hidden: Matrix, on threads: ComputeThreads) -> Matrix {
        hidden.times([head], on: threads)
    }
}

extension RotaryFrequencies {
    init(_ configuration: DecoderConfiguration) {
        let scaling: Scaling =
            switch configuration.rotary.scaling {
            case .none: .none
            case .linear(let factor): .linear(factor: Float(factor))
            case .llama3(let numbers):
                .llama3(
                    factor: Float(numbers.factor), lowFrequencyFactor: Float(numbers.low),
                    highFrequencyFactor: Float(numbers.high),
                    originalContext: Float(numbers.original))
            }
        self.init(
            width: configuration.headSize, base: configuration.rotary.theta, scaling: scaling)
    }
}
