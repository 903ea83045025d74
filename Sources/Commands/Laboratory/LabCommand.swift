internal import ArgumentParser
internal import LanguageModels
internal import Machine
internal import Tensors
internal import Tokenizers
internal import Wire

/// `openledger lab …`: the parts of the machine on given files, for comparison with others.
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Run single parts on given files, for comparison.",
        subcommands: [
            LabEmbed.self, LabTokens.self, LabLogits.self, LabGenerate.self, LabGGUF.self,
            LabChat.self,
        ])
}

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
        var file = try FloatRowsFile(
            files.out, rowShape: [folder.configuration.hiddenSize])
        try files.forEachBatch(
            folder.tokenizer, maximumTokens: folder.maximumTokens, threads: threads
        ) { batch in
            try file.append(folder.embeddings(of: batch, by: encoder, threads: threads))
        }
        try file.finish()
    }
}

/// `openledger lab tokens --model DIR --texts FILE --out FILE.jsonl`.
struct LabTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Turn texts into token ids, one JSON object a line.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var files: TextOptions

    func run() throws {
        let settings = try ProcessSettings.current()
        let file = try OutputFile(files.out)
        let (tokenizer, limit) = try tokenizer(settings)
        try files.forEachBatch(
            tokenizer, maximumTokens: limit, threads: settings.makeThreads()
        ) { batch in
            var bytes: [UInt8] = []
            for ids in batch {
                let list = ids.map(String.init).joined(separator: ", ")
                bytes += Array("{\"tokens\": [\(list)]}\n".utf8)
            }
            try file.write(bytes)
        }
        try file.finish()
    }

    /// An encoder's texts are truncated as its folder says; a decoder's are not.
    private func tokenizer(_ settings: ProcessSettings) throws -> (Tokenizer, limit: Int) {
        if let path = DecoderOptions.path(of: model.path, settings) {
            return (.bytePair(try GenerativeModel(path: path).tokenizer), .max)
        }
        let folder = try SentenceEncoderFolder(path: model.folder(settings))
        return (folder.tokenizer, folder.maximumTokens)
    }
}

/// `--texts FILE --out FILE`: one text a line in, one result a line or row out.
struct TextOptions: ParsableArguments {
    /// Lines that are worked on together.
    private static let batchCount = 1024
    /// Bytes of text that are worked on together, whatever the number of lines.
    private static let batchBytes = 4 << 20

    @Option(help: "The texts, UTF-8, one per line; lines end at LF only.")
    var texts: String

    @Option(help: "The file to write.")
    var out: String

    /// Hands out the token ids of all texts, batch by batch, in order.
    ///
    /// - Throws: `OperationError` naming the first line that is not UTF-8, and what `body` throws.
    func forEachBatch(
        _ tokenizer: Tokenizer, maximumTokens: Int, threads: ComputeThreads,
        _ body: ([[Int32]]) throws -> Void
    ) throws {
        let reader = try LineReader(texts)
        while true {
            let first = reader.lineCount + 1
            let lines = try reader.batch(count: Self.batchCount, bytes: Self.batchBytes)
            guard !lines.isEmpty else { return }
            let results = threads.map(lines.count) { line in
                Result { () throws(TokenizerError) in
                    try tokenizer.encode(utf8: lines[line], maximumTokens: maximumTokens)
                }
            }
            try body(
                results.enumerated().map { offset, result throws(OperationError) in
                    do { return try result.get() } catch {
                        if first == 1, let mistaken = MistakenFile(beginning: lines[0]) {
                            throw OperationError(.usage, "\(texts) \(mistaken)")
                        }
                        throw OperationError(.usage, "line \(first + offset) of \(texts): \(error)")
                    }
                })
        }
    }
}
