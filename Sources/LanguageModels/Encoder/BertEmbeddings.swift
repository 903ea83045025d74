internal import Tensors

/// Word, position and segment embeddings and their normalisation.
struct BertEmbeddings: Sendable {
    private let words: Matrix
    private let positions: Matrix
    private let segment: [Float]
    private let normalise: LayerNorm

    init(_ weights: BertWeights) throws {
        let sizes = weights.configuration
        words = try weights.matrix(
            "embeddings.word_embeddings.weight", sizes.vocabularySize, sizes.hiddenSize)
        positions = try weights.matrix(
            "embeddings.position_embeddings.weight", sizes.maximumPositions, sizes.hiddenSize)
        let segments = try weights.matrix(
            "embeddings.token_type_embeddings.weight", sizes.segmentCount, sizes.hiddenSize)
        segment = Array(segments.row(0))
        normalise = try weights.layerNorm("embeddings.LayerNorm")
    }

    /// [tokens, hidden].
    ///
    /// - Precondition: ids lie in the vocabulary and lengths within the positions; the tokenizer
    ///   and the folder's maximum length see to both.
    func callAsFunction(_ batch: TokenBatch) -> Matrix {
        let width = words.columns
        var sum = Matrix(rows: batch.ids.count, columns: width)
        for sequence in 0..<batch.count {
            for (position, token) in batch.tokens(of: sequence).enumerated() {
                let word = Int(batch.ids[token]) * width
                let place = position * width
                for column in 0..<width {
                    sum.values[token * width + column] =
                        (words.values[word + column] + segment[column])
                        + positions.values[place + column]
                }
            }
        }
        return normalise(sum).output
    }
}

/// Reads an encoder's tensors, with or without the prefix that some folders give them.
struct BertWeights {
    let file: SafetensorsFile
    let configuration: BertConfiguration

    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            values: try file.floats(located(name), shape: [rows, columns]))
    }

    func vector(_ name: String, _ count: Int) throws -> [Float] {
        try file.floats(located(name), shape: [count])
    }

    func layerNorm(_ name: String) throws -> LayerNorm {
        LayerNorm(
            weight: try vector(name + ".weight", configuration.hiddenSize),
            bias: try vector(name + ".bias", configuration.hiddenSize),
            epsilon: configuration.layerNormEpsilon)
    }

    private func located(_ name: String) -> String {
        file.contains(name) ? name : "bert." + name
    }
}
