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
            try file.append(folder.embeddings(of: batch, by: encoder, threads: threads))
        }
        try file.finish()
    }
}
