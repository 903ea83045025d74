internal import ArgumentParser
internal import LanguageModels
internal import Tokenizers

/// `openledger lab tokens --model DIR --texts FILE --out FILE.jsonl`.
struct LabTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Turn texts into token ids, one JSON object a line.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var files: TextOptions

    func run() throws {
        let settings = try ProcessSettings.current()
        let folder = try SentenceEncoderFolder(path: model.folder(settings))
        let file = try OutputFile(files.out)
        try files.forEachBatch(
            folder.tokenizer, maximumTokens: folder.maximumTokens,
            threads: settings.makeThreads()
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
}
