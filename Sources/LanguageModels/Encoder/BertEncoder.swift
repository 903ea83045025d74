public import Tensors

/// A BERT encoder with frozen weights, mean pooling and, where given, low-rank adapters.
///
/// The encoder is that of Devlin and others 2018, arXiv 1810.04805; mean pooling is that of
/// Reimers and Gurevych 2019, arXiv 1908.10084, section 3; adapters sit on every linear map.
///
/// Sequences are laid end to end without padding, and every output element is a fixed chain of
/// operations on its own sequence: what a sequence gets does not depend on its neighbours.
public struct BertEncoder: Sendable {
    /// The architecture's sizes.
    public let configuration: BertConfiguration
    let embeddings: BertEmbeddings
    let layers: [BertLayer]

    /// The encoder of a model folder's weights.
    ///
    /// - Parameters:
    ///   - configuration: the folder's `config.json`.
    ///   - weights: its `model.safetensors`.
    ///   - trainable: whether to prepare the backward pass, at the cost of a second copy of the
    ///     linear weights.
    /// - Throws: `SafetensorsError` for a tensor that is missing, has another shape, or could make
    ///   a number beyond the range of Float.
    public init(
        configuration: BertConfiguration, weights: SafetensorsFile, trainable: Bool
    ) throws {
        self.configuration = configuration
        let reader = BertWeights(file: weights, configuration: configuration)
        embeddings = try BertEmbeddings(reader)
        layers = try (0..<configuration.layerCount).map {
            try BertLayer(reader, index: $0, trainable: trainable)
        }
        try requireReach()
    }

    /// The mean of the last hidden states of each sequence, [batch.count, hidden].
    public func pooled(_ batch: TokenBatch, adapter: LoRAAdapter? = nil) -> Matrix {
        forward(batch, adapter.map(PackedAdapter.init), keepingTrace: false).pooled
    }

    /// `pooled` for many sequences, in pieces of at most sixteen on a team of threads.
    public func pooled(
        _ sequences: [[Int32]], adapter: LoRAAdapter? = nil, threads: ComputeThreads
    ) -> Matrix {
        pooled(sequences, packed: adapter.map(PackedAdapter.init), threads: threads)
    }

    /// `pooled` with an adapter that is laid out already.
    public func pooled(
        _ sequences: [[Int32]], packed: PackedAdapter?, threads: ComputeThreads
    ) -> Matrix {
        // Few sequences are divided evenly; what a piece holds changes no bit of a sequence.
        let size = min(16, max(1, (sequences.count + threads.count - 1) / threads.count))
        let pieces = threads.map((sequences.count + size - 1) / size) { piece in
            let range = piece * size..<min(sequences.count, (piece + 1) * size)
            return forward(TokenBatch(sequences[range]), packed, keepingTrace: false).pooled
        }
        return pieces.isEmpty
            ? Matrix(rows: 0, columns: configuration.hiddenSize) : .stacked(pieces)
    }

    func forward(
        _ batch: TokenBatch, _ adapter: PackedAdapter?, keepingTrace: Bool
    ) -> (pooled: Matrix, trace: EncoderTrace) {
        var hidden = embeddings(batch)
        var traces: [BertLayer.Trace] = []
        for layer in layers {
            let (output, trace) = layer.forward(hidden, batch.bounds, adapter)
            hidden = output
            if keepingTrace { traces.append(trace) }
        }
        var pooled = Matrix(rows: batch.count, columns: hidden.columns)
        for sequence in 0..<batch.count {
            let tokens = batch.tokens(of: sequence)
            let first = sequence * hidden.columns
            for token in tokens {
                for column in 0..<hidden.columns {
                    pooled.values[first + column] += hidden[token, column]
                }
            }
            let share = 1 / Float(tokens.count)
            for column in 0..<hidden.columns { pooled.values[first + column] *= share }
        }
        return (pooled, EncoderTrace(layers: traces))
    }

    /// Gradients of a loss with respect to the adapter's parameters.
    ///
    /// - Parameters:
    ///   - gradient: of the loss with respect to `pooled`, [batch.count, hidden].
    ///   - batch: the sequences of the forward pass.
    ///   - adapter: the parameters of the forward pass.
    ///   - trace: what the forward pass kept.
    ///   - target: what the gradients are added to.
    func backward(
        _ gradient: Matrix, _ batch: TokenBatch, _ adapter: PackedAdapter, _ trace: EncoderTrace,
        into target: inout AdapterGradients
    ) {
        var hidden = Matrix(rows: batch.ids.count, columns: gradient.columns)
        for sequence in 0..<batch.count {
            let tokens = batch.tokens(of: sequence)
            let share = 1 / Float(tokens.count)
            for token in tokens {
                for column in 0..<gradient.columns {
                    hidden[token, column] = gradient[sequence, column] * share
                }
            }
        }
        for (layer, trace) in zip(layers, trace.layers).reversed() {
            layer.backward(&hidden, batch.bounds, adapter, trace, into: &target)
        }
    }
}

/// What the backward pass of an encoder needs of a forward pass.
struct EncoderTrace: Sendable {
    let layers: [BertLayer.Trace]
}

/// Where the gradients of the sequences of a batch go: added up, or one vector a sequence.
struct AdapterGradients: Sendable {
    private(set) var vectors: [[Float]]
    private let perSequence: Bool

    init(layout: LoRALayout, sequences: Int, perSequence: Bool) {
        self.perSequence = perSequence
        vectors = Array(
            repeating: [Float](repeating: 0, count: layout.parameterCount),
            count: perSequence ? sequences : 1)
    }

    /// Adds leftᵀ · right over the batch's tokens to the vector's elements from `offset` on.
    mutating func add(_ left: Matrix, _ right: Matrix, bounds: [Int], at offset: Int) {
        guard perSequence else {
            left.addTransposed(times: right, over: 0..<left.rows, to: &vectors[0], at: offset)
            return
        }
        for sequence in vectors.indices {
            left.addTransposed(
                times: right, over: bounds[sequence]..<bounds[sequence + 1],
                to: &vectors[sequence], at: offset)
        }
    }
}
