/// The shape of a Llama-like decoder: what `config.json` or a GGUF file's metadata say of it.
///
/// All of these are one architecture: normalised by root mean square before each part, rotary
/// positions, grouped queries, and a feed-forward net gated by SiLU. Llama: Touvron and others
/// 2023, arXiv 2302.13971; grouped queries: Ainslie and others 2023, arXiv 2305.13245.
public struct DecoderConfiguration: Equatable, Sendable {
    /// The families that are read, by their `model_type`.
    public enum Architecture: String, CaseIterable, Sendable {
        /// Llama and what is built alike, SmolLM2 among them.
        case llama
        /// Mistral: Llama with a sliding window in its early models.
        case mistral
        /// Qwen 2 and 2.5: biases on queries, keys and values.
        case qwen2
        /// Qwen 3: queries and keys are normalised, head by head.
        case qwen3
    }

    /// The family; what it means for the arithmetic is in the other fields.
    public let architecture: Architecture
    /// Rows of the embedding.
    public let vocabularySize: Int
    /// Width of every hidden state.
    public let width: Int
    /// Number of layers.
    public let layerCount: Int
    /// Number of query heads.
    public let headCount: Int
    /// Number of key and value heads; it divides ``headCount``.
    public let keyValueHeadCount: Int
    /// Width of one head; even.
    public let headSize: Int
    /// Width between the linear maps of a feed-forward net.
    public let feedForwardWidth: Int
    /// What every normalisation adds to the mean square.
    public let normEpsilon: Float
    /// The longest sequence, in tokens.
    public let contextLength: Int
    /// How positions rotate queries and keys.
    public let rotary: RotaryPositions
    /// Whether the output head is the embedding itself.
    public let tiesEmbeddings: Bool
    /// Whether queries, keys and values have a bias.
    public let hasAttentionBias: Bool
    /// Whether the map behind attention has a bias.
    public let hasOutputBias: Bool
    /// Whether the maps of the feed-forward net have biases.
    public let hasFeedForwardBias: Bool
    /// Whether queries and keys are normalised, head by head, before they are rotated.
    public let hasQueryKeyNorms: Bool
    /// How many tokens, itself included, a token attends to; nil where it attends to all before it.
    ///
    /// Nil too where the window is as long as ``contextLength`` and cuts off nothing.
    public let slidingWindow: Int?
    /// The token that begins a sequence, or nil.
    public let beginTokenID: Int32?
    /// The tokens that end a generated sequence, distinct, in the files' order.
    public let endTokenIDs: [Int32]

    /// Width of all query heads together.
    public var queryWidth: Int { headCount * headSize }
    /// Width of all key heads, or of all value heads, together.
    public var keyValueWidth: Int { keyValueHeadCount * headSize }
}

/// Rotary positions (Su and others 2021, arXiv 2104.09864): angle p · frequency for position p.
///
/// Element i of a head, and element i + headSize / 2, turn with the frequency
/// theta^(−2i / headSize), changed as ``scaling`` says.
public struct RotaryPositions: Equatable, Sendable {
    /// How the frequencies are changed for contexts longer than those of the training.
    public enum Scaling: Equatable, Sendable {
        /// Not at all.
        case none
        /// Every frequency is divided by a factor.
        case linear(factor: Double)
        /// Low frequencies are divided by a factor, high ones kept, those between mixed.
        case llama3(Llama3)
    }

    /// The scaling of Llama 3.1 (`_compute_llama3_parameters` of transformers).
    ///
    /// With w = 2π / frequency: a frequency with w > original / low is divided by the factor, one
    /// with w < original / high is kept, and between them, with
    /// s = (original / w − low) / (high − low), it becomes (1 − s) · frequency / factor +
    /// s · frequency.
    public struct Llama3: Equatable, Sendable {
        /// What low frequencies are divided by; at least 1.
        public let factor: Double
        /// Positive and under ``high``.
        public let low: Double
        /// See above.
        public let high: Double
        /// The context of the training, in tokens.
        public let original: Int
    }

    /// The base of the frequencies.
    public let theta: Double
    /// How they are changed.
    public let scaling: Scaling

    /// Frequencies of a base, changed or not.
    public init(theta: Double, scaling: Scaling) {
        self.theta = theta
        self.scaling = scaling
    }
}

extension DecoderConfiguration {
    /// What a configuration may say; memory is taken only within these bounds.
    enum Bounds {
        static let vocabulary: ClosedRange<Int64> = 1...(1 << 21)
        static let width: ClosedRange<Int64> = 1...65_536
        static let layers: ClosedRange<Int64> = 1...1_024
        static let heads: ClosedRange<Int64> = 1...1_024
        static let headSize: ClosedRange<Int64> = 2...1_024
        static let feedForward: ClosedRange<Int64> = 1...524_288
        static let context: ClosedRange<Int64> = 1...(1 << 24)
        static let epsilon = 1e-30...1.0
        static let theta = 1.0...1e15
        static let factor = 1.0...1e6
    }
}
