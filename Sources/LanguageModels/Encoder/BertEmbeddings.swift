internal import Tensors

/// Word, position and segment embeddings and their normalisation.
struct BertEmbeddings: Sendable {
    private let words: Matrix
    private let positions: Matrix
    private let segment: [Float]
    private let normalise: LayerNorm
    /// What comes out at most.
    let reach: NumericReach.Norm

    init(_ weights: BertWeights) throws {
        let sizes = weights.configuration
        words = try weights.matrix(
            "embeddings.word_embeddings.weight", sizes.vocabularySize, sizes.hiddenSize)
        positions = try weights.matrix(
            "embeddings.position_embeddings.weight", sizes.maximumPositions, sizes.hiddenSize)
        let segments = try weights.matrix(
            "embeddings.token_type_embeddings.weight", sizes.segmentCount, sizes.hiddenSize)
        segment = Array(segments.row(0))
        (normalise, reach) = try weights.layerNorm("embeddings.LayerNorm")
        // The sum of three goes into the normalisation.
        for (name, values) in [
            ("word_embeddings", words.values), ("position_embeddings", positions.values),
            ("token_type_embeddings", segments.values),
        ] {
            _ = try NumericReach.require(
                3 * NumericReach.largest(values), width: sizes.hiddenSize,
                of: "embeddings.\(name).weight")
        }
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
    private let file: SafetensorsFile
    let configuration: BertConfiguration
    /// What stands before every name, one for the whole file: an error then calls a tensor as the
    /// file would.
    private let prefix: String

    init(file: SafetensorsFile, configuration: BertConfiguration) {
        self.file = file
        self.configuration = configuration
        let isPlain = file.contains("embeddings.word_embeddings.weight")
        let nested = "bert."
        let isNested = file.tensors.contains { $0.name.utf8.starts(with: nested.utf8) }
        prefix = !isPlain && isNested ? nested : ""
    }

    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            values: try file.floats(prefix + name, shape: [rows, columns]))
    }

    func vector(_ name: String, _ count: Int) throws -> [Float] {
        try file.floats(prefix + name, shape: [count])
    }

    func layerNorm(_ name: String) throws -> (LayerNorm, reach: NumericReach.Norm) {
        let weight = try vector(name + ".weight", configuration.hiddenSize)
        let bias = try vector(name + ".bias", configuration.hiddenSize)
        let epsilon = configuration.layerNormEpsilon
        return (
            LayerNorm(weight: weight, bias: bias, epsilon: epsilon),
            NumericReach.Norm(name, weight: weight, bias: bias, epsilon: epsilon)
        )
    }
}
