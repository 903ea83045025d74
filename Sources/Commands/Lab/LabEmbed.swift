internal import ArgumentParser
internal import LanguageModels
internal import Tensors
internal import Tokenizers

/// `openledger lab embed --model DIR --texts FILE --out FILE.npy`.
struct LabEmbed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Turn texts into sentence embeddings, float32 [n, d].")

    @OptionGroup var model: ModelOptions
    @OptionGroup var files: TextOptions

    func run() throws {
        let settings = try ProcessSettings.current()
        let threads = settings.makeThreads()
        let folder = try SentenceEncoderFolder(path: model.folder(settings))
        let encoder = try BertEncoder(
            configuration: folder.configuration, weights: folder.weights(), trainable: false)
        var file = try EmbeddingFile(files.out, width: folder.configuration.hiddenSize)
        try files.forEachBatch(
            folder.tokenizer, maximumTokens: folder.maximumTokens, threads: threads
        ) { batch in
            let pooled = encoder.pooled(batch, threads: threads)
            try file.append(folder.normalisesEmbeddings ? Self.normalised(pooled) : pooled)
        }
        try file.finish()
    }

    /// Each row at unit length; as in sentence-transformers, lengths under 1e-12 count as that.
    private static func normalised(_ rows: Matrix) -> Matrix {
        var rows = rows
        for row in 0..<rows.rows {
            let length = max(rows.row(row).dot(rows.row(row)).squareRoot(), 1e-12)
            for column in 0..<rows.columns { rows[row, column] /= length }
        }
        return rows
    }
}
