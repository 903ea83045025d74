public import Tokenizers
import Wire

/// A folder as sentence-transformers writes it: a BERT encoder, its tokenizer and mean pooling.
public struct SentenceEncoderFolder: Sendable {
    /// Where the folder is.
    public let path: String
    /// The encoder's sizes.
    public let configuration: BertConfiguration
    /// The encoder's tokenizer.
    public let tokenizer: Tokenizer
    /// Longest sequence, `[CLS]` and `[SEP]` included: `sentence_bert_config.json` before
    /// `tokenizer.json` before the number of positions.
    public let maximumTokens: Int
    /// Whether embeddings are scaled to unit length at the end.
    public let normalisesEmbeddings: Bool

    /// Path of the weights.
    public var weightsPath: String { path + "/model.safetensors" }

    /// Reads and checks everything but the weights.
    ///
    /// - Throws: ``ModelFolderError``; what is not done here is refused by its name.
    public init(path: String) throws(ModelFolderError) {
        self.path = path
        configuration = try BertConfiguration(ModelJSON(file: "config.json", in: path))
        tokenizer = try Self.tokenizer(in: path)
        try Self.checkTokenizerSettings(in: path, tokenizer: tokenizer)
        let modules = try EncoderModules(folder: path)
        normalisesEmbeddings = modules.normalises
        if let folder = modules.poolingFolder {
            try Self.checkPooling(
                folder + "/config.json", in: path, width: configuration.hiddenSize)
        }
        let prompts = "config_sentence_transformers.json"
        if RegularFile.exists(at: path + "/" + prompts) {
            let file = try ModelJSON(file: prompts, in: path)
            guard !file.has("default_prompt_name") else {
                throw .unsupported(
                    file: prompts, field: "default_prompt_name",
                    value: try file.string("default_prompt_name"))
            }
        }
        maximumTokens = try Self.maximumTokens(
            in: path, tokenizer: tokenizer, positions: configuration.maximumPositions)
        guard tokenizer.identifierCount <= configuration.vocabularySize else {
            throw .contradiction(
                "tokenizer.json has \(tokenizer.identifierCount) ids, but config.json only "
                    + "\(configuration.vocabularySize) embeddings.")
        }
    }

    /// Opens the weights.
    ///
    /// - Throws: ``ModelFolderError``.
    public func weights() throws(ModelFolderError) -> SafetensorsFile {
        do {
            return try SafetensorsFile(path: weightsPath)
        } catch {
            throw .weights(error)
        }
    }

    /// The token ids of a text, cut at ``maximumTokens``.
    public func tokens(of text: String) -> [Int32] {
        tokenizer.encode(text, maximumTokens: maximumTokens)
    }
}

// MARK: - The folder's files

extension SentenceEncoderFolder {
    private static func tokenizer(
        in folder: String
    ) throws(ModelFolderError) -> Tokenizer {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.bytes(at: folder + "/tokenizer.json", limit: 64 << 20)
        } catch {
            throw .unreadable(error)
        }
        do {
            return try Tokenizer(json: bytes)
        } catch {
            throw .tokenizer(error)
        }
    }

    /// Transformers lets `tokenizer_config.json` overrule `tokenizer.json`; here they must agree.
    private static func checkTokenizerSettings(
        in folder: String, tokenizer: Tokenizer
    ) throws(ModelFolderError) {
        let name = "tokenizer_config.json"
        guard RegularFile.exists(at: folder + "/" + name) else { return }
        let file = try ModelJSON(file: name, in: folder)
        let lowercases = try file.boolean("do_lower_case", default: tokenizer.lowercases)
        guard lowercases == tokenizer.lowercases else {
            throw .contradiction("\(name) and tokenizer.json disagree on lower-casing.")
        }
    }

    private static func checkPooling(
        _ file: String, in folder: String, width: Int
    ) throws(ModelFolderError) {
        let pooling = try ModelJSON(file: file, in: folder)
        guard try pooling.integer("word_embedding_dimension", in: 1...16_384) == width else {
            throw .contradiction("\(file) and config.json disagree on the width of a hidden state.")
        }
        try pooling.require("pooling_mode", "mean")
        for (field, flag) in pooling.value.members ?? [] where field.hasPrefix("pooling_mode_") {
            let isMean = field == "pooling_mode_mean_tokens"
            guard let isOn = flag.boolValue, isOn == isMean else {
                throw .unsupported(file: file, field: field, value: flag.text)
            }
        }
        guard pooling.has("pooling_mode") || pooling.has("pooling_mode_mean_tokens") else {
            throw .invalidField(file: file, field: "pooling_mode_mean_tokens")
        }
    }

    private static func maximumTokens(
        in folder: String, tokenizer: Tokenizer, positions: Int
    ) throws(ModelFolderError) -> Int {
        let name = "sentence_bert_config.json"
        var limit = tokenizer.maximumLength ?? positions
        if RegularFile.exists(at: folder + "/" + name) {
            let file = try ModelJSON(file: name, in: folder)
            // Lower-casing the raw text first would unmake special tokens and treat a final sigma
            // otherwise than the tokenizer does.
            try file.refuse("do_lower_case")
            limit = try file.integer("max_seq_length", in: 1...(1 << 24), default: Int64(limit))
        }
        guard limit <= positions else {
            throw .contradiction(
                "The folder asks for sequences of \(limit) tokens, but config.json has only "
                    + "\(positions) positions.")
        }
        guard limit >= tokenizer.surroundingCount + 1 else {
            throw .invalidField(file: name, field: "max_seq_length")
        }
        return limit
    }
}
