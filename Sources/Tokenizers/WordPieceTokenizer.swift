/// Turns a text into the token ids of a BERT-like model, exactly as Hugging Face's `tokenizers`.
///
/// A text is cleaned, split at white space and punctuation, and each word is cut greedily into the
/// longest pieces of the vocabulary (WordPiece: Wu et al., https://arxiv.org/abs/1609.08144).
/// The tables of Unicode are those of tokenizers 0.23.3, pinned.
public struct WordPieceTokenizer: Sendable {
    /// One more than the largest id that can come out: the rows that an embedding table must have.
    public let identifierCount: Int
    /// Whether capital letters are made small before a word is cut.
    public var lowercases: Bool { cleaning.lowercases }
    /// How many ids stand around every text: `[CLS]` and `[SEP]`.
    public var surroundingCount: Int { prefix.count + suffix.count }
    /// The length at which the file itself asks for truncation, if it does.
    public let maximumLength: Int?

    let cleaning: TextCleaning
    let words: PieceTable
    let continuations: PieceTable
    let unknown: Int32
    let maximumWordLength: Int
    let addedTokens: AddedTokens
    /// What each byte of ASCII is after cleaning; the rest is looked up by scalar.
    let steps: [ByteStep]
    /// The ids that stand before and after every text: `[CLS]` and `[SEP]`.
    let prefix: [Int32]
    let suffix: [Int32]

    /// Reads a `tokenizer.json` with the WordPiece model and BERT's steps around it.
    ///
    /// Its padding is left out: who makes a batch pads it.
    /// - Throws: ``TokenizerError``; every step that is not supported is refused by its name.
    public init(json: [UInt8]) throws(TokenizerError) {
        try self.init(parts: TokenizerParts(json: json, wanted: .wordPiece))
    }

    init(parts file: TokenizerParts) throws(TokenizerError) {
        guard case .wordPiece(let parts) = file.model else {
            throw .unsupported(field: "model", value: TokenizerParts.ModelName.bytePair.rawValue)
        }
        var words = PieceTable(capacity: file.vocabulary.count)
        var continuations = PieceTable(capacity: file.vocabulary.count)
        let mark = Array(parts.continuationMark.utf8)
        for (piece, id) in file.vocabulary where !piece.isEmpty {
            let bytes = Array(piece.utf8)
            guard words.insert(bytes, id: id) else { throw .crowdedVocabulary }
            if bytes.count > mark.count, bytes.starts(with: mark) {
                guard continuations.insert(bytes[mark.count...], id: id) else {
                    throw .crowdedVocabulary
                }
            }
        }
        guard let unknown = words.id(of: Array(parts.unknownPiece.utf8)) else {
            throw .unknownPiece(parts.unknownPiece)
        }
        let addedTokens = AddedTokens(file.addedTokens)
        self.words = words
        self.continuations = continuations
        self.unknown = unknown
        self.addedTokens = addedTokens
        cleaning = parts.cleaning
        maximumWordLength = parts.maximumWordLength
        prefix = file.prefix
        suffix = file.suffix
        maximumLength = file.maximumLength
        identifierCount = file.identifierCount
        steps = ByteStep.table(cleaning: parts.cleaning, addedTokens: addedTokens)
    }

    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - surrounded: whether `[CLS]` and `[SEP]` stand around them.
    ///   - control: whether special tokens that the text spells out become tokens.
    /// - Returns: the ids, however many.
    public func encode(
        _ text: String, surrounded: Bool, control: ControlReading
    ) -> [Int32] {
        var reading = TextReading(tokenizer: self, control: control, room: .max)
        reading.read(text.utf8Span.span)
        return surrounded ? prefix + reading.ids + suffix : reading.ids
    }

    /// The ids of a text, `[CLS]` and `[SEP]` included, at most `maximumTokens` of them.
    ///
    /// A longer text keeps its beginning and the closing tokens; the rest of it is not read.
    public func encode(_ text: String, maximumTokens: Int) -> [Int32] {
        encode(valid: text.utf8Span.span, maximumTokens: maximumTokens)
    }

    /// The ids of a text given as UTF-8, otherwise as ``encode(_:maximumTokens:)``.
    ///
    /// - Throws: ``TokenizerError/invalidUTF8(offset:)``, wherever in the text the fault is.
    public func encode(
        utf8 bytes: [UInt8], maximumTokens: Int
    ) throws(TokenizerError) -> [Int32] {
        do {
            return encode(
                valid: try UTF8Span(validating: bytes.span).span, maximumTokens: maximumTokens)
        } catch {
            throw .invalidUTF8(offset: error.byteOffsets.lowerBound)
        }
    }

    /// The id of a piece of the vocabulary, continuation mark included.
    public func identifier(of piece: String) -> Int32? {
        words.id(of: Array(piece.utf8))
    }

    private func encode(valid text: borrowing Span<UInt8>, maximumTokens: Int) -> [Int32] {
        let room = max(0, maximumTokens - prefix.count - suffix.count)
        var reading = TextReading(tokenizer: self, control: .parsed, room: room)
        reading.read(text)
        let ids = prefix + reading.ids.prefix(room) + suffix
        return ids.count > maximumTokens ? Array(ids.prefix(max(0, maximumTokens))) : ids
    }
}
