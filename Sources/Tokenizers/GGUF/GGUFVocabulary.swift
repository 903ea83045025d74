internal import Wire

/// What the metadata `tokenizer.ggml.*` of a GGUF file say of its tokenizer
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
///
/// Who reads the file fills it in; nothing is checked before it is used. A member is nil, or empty,
/// where the file lacks it.
public struct GGUFVocabulary: Equatable, Sendable {
    /// `model`: `gpt2` for byte-level pairs, `llama` for SentencePiece's.
    public var model: String
    /// `pre`: which pattern parts a text of a `gpt2` vocabulary.
    public var pre: String?
    /// `tokens`: the pieces; a token's place is its id.
    public var tokens: [String]
    /// `token_type`: what each token is, by the numbers of ``GGUFTokenKind``.
    public var tokenTypes: [Int32]
    /// `merges`: of a `gpt2` vocabulary, each as `a b`, in their order.
    public var merges: [String] = []
    /// `scores`: of a `llama` vocabulary, a token's: of two merges the one with the higher is made.
    public var scores: [Float] = []
    /// `bos_token_id`: what stands before a text, if anything does.
    public var beginning: Int32?
    /// `eos_token_id`: what stands after a text, if anything does.
    public var end: Int32?
    /// `unknown_token_id`: what stands for a character that a `llama` vocabulary lacks.
    public var unknown: Int32?
    /// `add_bos_token`; absent it is yes for `llama` and for Llama 3's pattern.
    public var addsBeginning: Bool?
    /// `add_eos_token`; absent it is no.
    public var addsEnd: Bool?
    /// `add_space_prefix`, which only a `llama` vocabulary heeds; absent it is yes.
    public var addsSpacePrefix: Bool?

    /// A vocabulary of nothing but its tokens.
    public init(model: String, pre: String?, tokens: [String], tokenTypes: [Int32]) {
        self.model = model
        self.pre = pre
        self.tokens = tokens
        self.tokenTypes = tokenTypes
    }

    /// The `tokenizer.json` that says the same: Hugging Face's `tokenizers` reads it and gives the
    /// ids that ``BytePairTokenizer/init(vocabulary:)`` gives.
    ///
    /// - Returns: the file's bytes.
    /// - Throws: ``TokenizerError/invalidMetadata(_:)`` where members are missing or contradict
    ///   each other, ``TokenizerError/unsupportedMetadata(field:value:)`` for another kind.
    public func tokenizerJSON() throws(TokenizerError) -> [UInt8] {
        let file = try tokenizerFile()
        _ = try BytePairTokenizer(parts: TokenizerParts(file: file))
        return file.textBytes
    }
}

/// What a token of a GGUF file is (llama.cpp's `llama_token_type`).
public enum GGUFTokenKind: Int32, Sendable {
    /// A piece of text.
    case normal = 1
    /// What stands for text that the vocabulary lacks.
    case unknown = 2
    /// A token that steers the model.
    case control = 3
    /// A token that stands for its text wherever that occurs.
    case userDefined = 4
    /// A number that no text becomes.
    case unused = 5
    /// One byte, as `<0xE2>`.
    case byte = 6
}
