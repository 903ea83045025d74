/// Turns a text into token ids, in the way that a `tokenizer.json` describes.
///
/// A further way is a case here, a file of its own, and what ``TokenizerParts`` reads for it.
public enum Tokenizer: Sendable {
    /// The longest pieces of a vocabulary, as BERT-like models are trained with.
    case wordPiece(WordPieceTokenizer)
    /// Pieces that grow by merges, as generative models are trained with.
    case bytePair(BytePairTokenizer)

    /// Reads a `tokenizer.json` and takes the tokenizer that its model names.
    ///
    /// - Throws: ``TokenizerError``; a model that is not supported is refused by its name.
    public init(json: [UInt8]) throws(TokenizerError) {
        let parts = try TokenizerParts(json: json)
        switch parts.model {
        case .wordPiece: self = .wordPiece(try WordPieceTokenizer(parts: parts))
        case .bytePair: self = .bytePair(try BytePairTokenizer(parts: parts))
        }
    }

    /// Takes what the metadata of a GGUF file say.
    ///
    /// - Throws: ``TokenizerError``; what is not supported is refused by its name.
    public init(vocabulary: GGUFVocabulary) throws(TokenizerError) {
        self = .bytePair(try BytePairTokenizer(vocabulary: vocabulary))
    }

    /// One more than the largest id that can come out: the rows that an embedding table must have.
    public var identifierCount: Int {
        switch self {
        case .wordPiece(let tokenizer): tokenizer.identifierCount
        case .bytePair(let tokenizer): tokenizer.identifierCount
        }
    }

    /// Whether capital letters are made small before a word is cut.
    public var lowercases: Bool {
        switch self {
        case .wordPiece(let tokenizer): tokenizer.lowercases
        case .bytePair: false
        }
    }

    /// How many ids stand around every text.
    public var surroundingCount: Int {
        switch self {
        case .wordPiece(let tokenizer): tokenizer.surroundingCount
        case .bytePair(let tokenizer): tokenizer.surroundingCount
        }
    }

    /// The length at which the file itself asks for truncation, if it does.
    public var maximumLength: Int? {
        switch self {
        case .wordPiece(let tokenizer): tokenizer.maximumLength
        case .bytePair(let tokenizer): tokenizer.maximumLength
        }
    }

    /// The tokenizer of a generative model, which can give a token's bytes and text again; nil for
    /// another, whose pieces have lost the text's spaces and case.
    public var generative: BytePairTokenizer? {
        guard case .bytePair(let tokenizer) = self else { return nil }
        return tokenizer
    }

    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - surrounded: whether the ids stand around them that the model was trained with.
    ///   - control: whether special tokens that the text spells out become tokens.
    /// - Returns: the ids, however many.
    public func encode(
        _ text: String, surrounded: Bool, control: ControlReading
    ) -> [Int32] {
        switch self {
        case .wordPiece(let tokenizer):
            tokenizer.encode(text, surrounded: surrounded, control: control)
        case .bytePair(let tokenizer):
            tokenizer.encode(text, surrounded: surrounded, control: control)
        }
    }

    /// The ids of a text with those around it, at most `maximumTokens` of them.
    ///
    /// A longer text keeps its beginning and the closing tokens.
    public func encode(_ text: String, maximumTokens: Int) -> [Int32] {
        switch self {
        case .wordPiece(let tokenizer): tokenizer.encode(text, maximumTokens: maximumTokens)
        case .bytePair(let tokenizer): tokenizer.encode(text, maximumTokens: maximumTokens)
        }
    }

    /// The ids of a text given as UTF-8, otherwise as ``encode(_:maximumTokens:)``.
    ///
    /// - Throws: ``TokenizerError/invalidUTF8(offset:)``, wherever in the text the fault is.
    public func encode(
        utf8 bytes: [UInt8], maximumTokens: Int
    ) throws(TokenizerError) -> [Int32] {
        switch self {
        case .wordPiece(let tokenizer):
            try tokenizer.encode(utf8: bytes, maximumTokens: maximumTokens)
        case .bytePair(let tokenizer):
            try tokenizer.encode(utf8: bytes, maximumTokens: maximumTokens)
        }
    }
}
