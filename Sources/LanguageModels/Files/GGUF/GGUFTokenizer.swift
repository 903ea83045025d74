/// The parts of a tokenizer as a GGUF file's metadata hold them.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, "Tokenizer". What they mean
/// is the tokenizer's business; here counts and ids are held against each other.
public struct GGUFTokenizer: Equatable, Sendable {
    /// Most tokens, and most merges, that are read.
    private static let countLimit = 1 << 22

    /// `gpt2` (pairs of bytes), `llama` (SentencePiece) and others.
    public let model: String
    /// How text is cut before it is encoded, such as `smollm`; nil where the file does not say.
    public let pre: String?
    /// The tokens' bytes, each at its id, as the model spells them.
    public let tokens: [[UInt8]]
    /// The kind of each token: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte;
    /// empty where the file does not say.
    public let tokenTypes: [Int]
    /// The merges in their order, each two tokens with a space between; empty without any.
    public let merges: [[UInt8]]
    /// A finite score of each token; empty where the file has none.
    public let scores: [Float]
    /// The token that begins a sequence, or nil.
    public let beginTokenID: Int32?
    /// The token that ends a sequence, or nil.
    public let endTokenID: Int32?
    /// The token for what no other token is for, or nil.
    public let unknownTokenID: Int32?
    /// The token that fills shorter sequences up, or nil.
    public let paddingTokenID: Int32?
    /// Whether a sequence begins with ``beginTokenID``; nil where the file does not say.
    public let addsBeginToken: Bool?
    /// Whether a sequence ends with ``endTokenID``; nil where the file does not say.
    public let addsEndToken: Bool?
    /// Whether a text gets a space in front; nil where the file does not say.
    public let addsSpacePrefix: Bool?
    /// The template of a conversation, in Jinja; nil where there is none.
    public let chatTemplate: String?

    /// Reads the metadata of a file.
    ///
    /// - Throws: ``ModelFolderError``, which names the key that is missing or contradicts another.
    public init(_ file: GGUFFile) throws(ModelFolderError) {
        let fields = GGUFFields(file: file)
        let prefix = "tokenizer.ggml."
        guard let model = try fields.text(prefix + "model") else {
            throw fields.invalid(prefix + "model")
        }
        self.model = model
        pre = try fields.text(prefix + "pre")
        let tokens = try fields.strings(prefix + "tokens", limit: Self.countLimit)
        guard let tokens, !tokens.isEmpty else { throw fields.invalid(prefix + "tokens") }
        self.tokens = tokens
        tokenTypes = try fields.integers(prefix + "token_type", count: tokens.count) ?? []
        merges = try fields.strings(prefix + "merges", limit: Self.countLimit) ?? []
        scores = try fields.singles(prefix + "scores", count: tokens.count) ?? []
        func token(_ name: String) throws(ModelFolderError) -> Int32? {
            try fields.token(prefix + name, vocabularySize: tokens.count)
        }
        beginTokenID = try token("bos_token_id")
        endTokenID = try token("eos_token_id")
        unknownTokenID = try token("unknown_token_id")
        paddingTokenID = try token("padding_token_id")
        addsBeginToken = try fields.boolean(prefix + "add_bos_token")
        addsEndToken = try fields.boolean(prefix + "add_eos_token")
        addsSpacePrefix = try fields.boolean(prefix + "add_space_prefix")
        chatTemplate = try fields.text("tokenizer.chat_template")
    }
}

extension GGUFFields {
    fileprivate func strings(
        _ key: String, limit: Int
    ) throws(ModelFolderError) -> [[UInt8]]? {
        guard let value = file.value(key) else { return nil }
        guard let array = value.arrayValue, array.count <= limit, let strings = array.strings
        else { throw invalid(key) }
        return strings
    }

    fileprivate func integers(_ key: String, count: Int) throws(ModelFolderError) -> [Int]? {
        guard let value = file.value(key) else { return nil }
        guard let array = value.arrayValue, array.count == count, let integers = array.integers
        else { throw invalid(key) }
        return integers
    }

    fileprivate func singles(_ key: String, count: Int) throws(ModelFolderError) -> [Float]? {
        guard let value = file.value(key) else { return nil }
        guard let array = value.arrayValue, array.count == count,
            let singles = array.numbers?.map(Float.init), singles.allSatisfy(\.isFinite)
        else { throw invalid(key) }
        return singles
    }
}
