internal import ArgumentParser
internal import FoundationEssentials
internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import Tensors
internal import Tokenizers
internal import Wire

/// `--model DIR|FILE.gguf|smollm2 [--adapter DIR]…`: a decoder and adapters of it.
struct DecoderOptions: ParsableArguments {
    private static let nameOfFetched = "smollm2"
    private static let fetched = ".cache/models/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"

    @Option(
        help: ArgumentHelp(
            "A Hugging Face folder, a GGUF file, or smollm2, which 'make build' fetched.",
            valueName: "model"))
    var model: String

    /// The model.
    ///
    /// - Throws: `OperationError`, `ModelFolderError`.
    func open() throws -> GenerativeModel {
        try GenerativeModel(path: try Self.located(model))
    }

    /// The weights, where a model need not have a tokenizer.
    ///
    /// - Throws: `OperationError`, `ModelFolderError`.
    func weights() throws -> DecoderWeights {
        try DecoderWeights(path: try Self.located(model))
    }

    private static func located(_ model: String) throws(OperationError) -> String {
        guard model == nameOfFetched else { return model }
        guard let path = BaseModel.fetched(fetched, near: ProcessSettings.program) else {
            throw OperationError(
                .noModel, "smollm2 is not there: run 'make build', which fetches it")
        }
        return path
    }

    /// Where a model lies that is a decoder; nil for another.
    static func path(of model: String?, _ settings: ProcessSettings) -> String? {
        guard let model, let path = try? located(model) else { return nil }
        let config = path + "/config.json"
        guard FileManager.default.fileExists(atPath: config) else {
            // A folder without one is refused as an encoder's; a file can only be a decoder's.
            var isFolder = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return exists && !isFolder ? path : nil
        }
        let type = (try? PosixFile.contents(of: config, limit: 1 << 20))
            .flatMap { try? JSONValue(parsing: $0, limit: 1 << 20) }?["model_type"]?.stringValue
        return type.flatMap(DecoderConfiguration.Architecture.init) == nil ? nil : path
    }
}

/// `openledger lab logits --model M [--adapter DIR] --tokens FILE.npy --out FILE.npy`.
struct LabLogits: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logits",
        abstract: "Turn sequences of tokens, int32 [n, T], into logits, float32 [n, T, V].")

    @OptionGroup var options: DecoderOptions

    @Option(help: "An adapter's folder, as PEFT writes it.")
    var adapter: String?

    @Option(help: "The tokens, int32 [n, T], as NumPy writes them.")
    var tokens: String

    @Option(help: "The file to write.")
    var out: String

    func run() throws {
        let threads = try ProcessSettings.current().makeThreads()
        let file = try NumPyFile(path: tokens)
        guard case .int32(let values) = file.elements, file.shape.count == 2 else {
            throw OperationError(.usage, "\(tokens) must hold int32 of two dimensions")
        }
        let weights = try options.weights()
        let configuration = weights.configuration
        let length = file.shape[1]
        try TokenRules(configuration).check(values, length: length, of: tokens)
        let decoder = try Decoder(weights)
        let adapter = try adapter.map {
            try DecoderAdapterFolder.read($0, configuration: configuration)
        }
        var output = try FloatRowsFile(out, rowShape: [length, configuration.vocabularySize])
        for row in 0..<file.shape[0] {
            var batch = [
                Decoder.Sequence(
                    cache: decoder.emptyCache,
                    tokens: Array(values[row * length..<(row + 1) * length]), adapter: adapter)
            ]
            let hidden = decoder.read(&batch, on: threads)
            try output.append(decoder.logits(of: hidden, on: threads))
        }
        try output.finish()
    }
}

/// `openledger lab generate --model M [--adapter DIR]… --prompts FILE.jsonl --max-tokens N --json`.
struct LabGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the likeliest continuations of all prompts, in one batch.",
        discussion: """
            A line of the prompts is {"prompt": text} or {"tokens": [ids]}, with "adapter": one of \
            the folders given, or null. A line a prompt comes out, in order: {"tokens": [new ids]}.
            """)

    @OptionGroup var options: DecoderOptions

    @Option(help: "An adapter's folder, as PEFT writes it; may be given several times.")
    var adapter: [String] = []

    @Option(help: "The prompts, one JSON object a line.")
    var prompts: String

    @Option(help: "Tokens to write after each prompt at most.")
    var maxTokens: Int

    @Flag(name: .customLong("json"), help: "As without: one JSON object a line.")
    var isJSON = false

    func validate() throws {
        guard maxTokens >= 1 else { throw ValidationError("'--max-tokens' takes 1 or more.") }
    }

    func run() throws {
        let settings = try ProcessSettings.current()
        let threads = settings.makeThreads()
        let weights = try options.weights()
        let decoder = try Decoder(weights)
        var adapters: [String: DecoderAdapter] = [:]
        for folder in adapter {
            adapters[folder] = try DecoderAdapterFolder.read(
                folder, configuration: decoder.configuration)
        }
        let reader = try LineReader(prompts)
        var sequences: [Decoder.Sequence] = []
        var tokenizer: BytePairTokenizer?
        while let line = try reader.next() {
            let place = "line \(reader.lineCount) of \(prompts)"
            let json: JSONValue
            do { json = try JSONValue(parsing: line, limit: 16 << 20) } catch {
                throw OperationError(.usage, "\(place): \(error)")
            }
            let tokens: [Int32]
            if let text = json["prompt"]?.stringValue {
                if tokenizer == nil { tokenizer = try options.open().tokenizer }
                tokens = tokenizer?.encode(text, surrounded: true, control: .parsed) ?? []
            } else if let ids = json["tokens"]?.arrayValue {
                tokens = ids.map { Int32(clamping: $0.integerValue ?? -1) }
            } else {
                throw OperationError(.usage, "\(place) has neither prompt nor tokens")
            }
            let rules = TokenRules(decoder.configuration)
            try rules.check(tokens, length: tokens.count, of: place)
            sequences.append(
                Decoder.Sequence(
                    cache: decoder.emptyCache, tokens: tokens,
                    adapter: try Self.adapter(json["adapter"] ?? .null, adapters, place)))
        }
        let found = decoder.likeliestContinuations(of: sequences, limit: maxTokens, on: threads)
        for tokens in found {
            print("{\"tokens\": [\(tokens.map(String.init).joined(separator: ", "))]}")
        }
    }

    private static func adapter(
        _ value: JSONValue, _ adapters: [String: DecoderAdapter], _ place: String
    ) throws(OperationError) -> DecoderAdapter? {
        if value == .null { return nil }
        guard let name = value.stringValue, let adapter = adapters[name] else {
            throw OperationError(
                .usage, "\(place) names an adapter that was not given with --adapter")
        }
        return adapter
    }
}

/// `openledger lab gguf --model FILE.gguf --out DIR`.
struct LabGGUF: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gguf",
        abstract: "Write a GGUF file out as a Hugging Face folder, its weights in float32.")

    @OptionGroup var options: DecoderOptions

    @Option(help: "The folder to write, which must not be there yet.")
    var out: String

    func run() throws {
        let file = try options.file()
        let vocabulary = try GGUFVocabulary(GGUFTokenizer(file), file: file.name)
        try DecoderFolder.write(file, tokenizerJSON: vocabulary.tokenizerJSON(), to: out)
    }
}

extension DecoderOptions {
    /// The GGUF file itself.
    ///
    /// - Throws: `OperationError`, `GGUFError`.
    func file() throws -> GGUFFile { try GGUFFile(path: try Self.located(model)) }
}

/// What tokens a decoder can read.
struct TokenRules {
    private let configuration: DecoderConfiguration

    init(_ configuration: DecoderConfiguration) {
        self.configuration = configuration
    }

    /// - Throws: `OperationError` for an id that the model does not have and for a sequence that is
    ///   empty or does not fit the context.
    func check(_ tokens: [Int32], length: Int, of place: String) throws(OperationError) {
        guard (1...configuration.contextLength).contains(length) else {
            throw OperationError(
                .usage,
                "\(place) has \(length) tokens; the model reads 1 to "
                    + "\(configuration.contextLength)")
        }
        for token in tokens where !(0..<Int32(configuration.vocabularySize)).contains(token) {
            throw OperationError(
                .usage,
                "\(place) has the token \(token); the model has the ids 0 to "
                    + "\(configuration.vocabularySize - 1)")
        }
    }
}
