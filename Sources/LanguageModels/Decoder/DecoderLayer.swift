internal import Tensors

/// One layer of a Llama-like decoder: attention and a gated feed-forward net, each behind a
/// normalisation and added to what came in.
struct DecoderLayer: Sendable {
    private let index: Int
    private let attentionNorm: RootMeanSquareNorm
    private let projections: DecoderLinear
    private let headNorms: HeadNorms?
    private let attention: CachedAttention
    private let output: DecoderLinear
    private let feedForwardNorm: RootMeanSquareNorm
    private let gateAndUp: DecoderLinear
    private let down: DecoderLinear

    init(
        _ index: Int, _ weights: DecoderLayerWeights, _ configuration: DecoderConfiguration,
        _ attention: CachedAttention
    ) {
        self.index = index
        self.attention = attention
        let epsilon = configuration.normEpsilon
        attentionNorm = RootMeanSquareNorm(weight: weights.attentionNorm, epsilon: epsilon)
        feedForwardNorm = RootMeanSquareNorm(weight: weights.feedForwardNorm, epsilon: epsilon)
        projections = DecoderLinear(
            layer: index,
            [(.query, weights.query), (.key, weights.key), (.value, weights.value)])
        output = DecoderLinear(layer: index, [(.output, weights.output)])
        gateAndUp = DecoderLinear(layer: index, [(.gate, weights.gate), (.up, weights.up)])
        down = DecoderLinear(layer: index, [(.down, weights.down)])
        headNorms = HeadNorms(weights, configuration)
    }

    var byteCount: Int {
        projections.byteCount + output.byteCount + gateAndUp.byteCount + down.byteCount
    }

    /// Takes the hidden states of new tokens, [tokens, width], through the layer.
    func forward(_ hidden: inout Matrix, _ batch: DecoderBatch, on threads: ComputeThreads) {
        var heads = projections(attentionNorm(hidden), adapters: batch.adapters, on: threads)
        headNorms?.apply(to: &heads)
        let attended = attention(
            &heads, layer: index, sequences: batch.sequences, caches: batch.caches,
            turns: batch.turns, on: threads)
        hidden.add(output(attended, adapters: batch.adapters, on: threads))
        let inner = gateAndUp(
            feedForwardNorm(hidden), adapters: batch.adapters, on: threads
        ).gated
        hidden.add(down(inner, adapters: batch.adapters, on: threads))
    }
}

/// The normalisation of each query head and each key head that Qwen 3 has.
private struct HeadNorms: Sendable {
    let query: RootMeanSquareNorm
    let key: RootMeanSquareNorm
    let queryWidth: Int
    let keyWidth: Int

    init?(_ weights: DecoderLayerWeights, _ configuration: DecoderConfiguration) {
        guard let query = weights.queryNorm, let key = weights.keyNorm else { return nil }
        self.query = RootMeanSquareNorm(weight: query, epsilon: configuration.normEpsilon)
        self.key = RootMeanSquareNorm(weight: key, epsilon: configuration.normEpsilon)
        queryWidth = configuration.queryWidth
        keyWidth = configuration.keyValueWidth
    }

    func apply(to heads: inout Matrix) {
        for row in 0..<heads.rows {
            let first = row * heads.columns
            for (norm, range) in [
                (query, first..<first + queryWidth),
                (key, first + queryWidth..<first + queryWidth + keyWidth),
            ] {
                let part = Matrix(
                    rows: 1, columns: range.count, values: Array(heads.values[range]))
                heads.values.replaceSubrange(range, with: norm(part).values)
            }
        }
    }
}
