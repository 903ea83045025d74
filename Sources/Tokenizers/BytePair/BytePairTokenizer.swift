/// Turns a text into the token ids of a generative model and ids into text, exactly as Hugging
/// Face's `tokenizers`.
///
/// Byte-pair encoding (Sennrich et al., https://aclanthology.org/P16-1162/) over bytes, as in
/// GPT-2, SmolLM, Llama 3 and Qwen2, or over characters with bytes to fall back to, as in Llama 2.
/// The tables of Unicode are those of tokenizers 0.23.3, pinned.
public struct BytePairTokenizer: Sendable {
    /// One more than the largest id that can come out: the rows that an embedding table must have.
    public let identifierCount: Int
    /// The length at which the file itself asks for truncation, if it does.
    public let maximumLength: Int?
    /// The ids that stand before every text: `<s>`, say.
    public let prefix: [Int32]
    /// The ids that stand after every text.
    public let suffix: [Int32]

    let model: BytePairModel
    let normalization: BytePairParts.Normalization
    let marking: SpaceMarking?
    let patterns: [WordPattern]
    /// Added tokens that are looked for in the text as it is, and in the normalised one.
    let rawTokens: AddedTokens
    let normalizedTokens: AddedTokens
    let pieces: PieceBytes
    let decoding: PieceDecoding
    private let special: Set<Int32>

    /// How many ids stand around every text.
    public var surroundingCount: Int { prefix.count + suffix.count }

    /// Reads a `tokenizer.json` with the BPE model.
    ///
    /// - Throws: ``TokenizerError``; every step that is not supported is refused by its name.
    public init(json: [UInt8]) throws(TokenizerError) {
        try self.init(parts: TokenizerParts(json: json, wanted: .bytePair))
    }

    /// Takes what the metadata of a GGUF file say.
    ///
    /// - Throws: ``TokenizerError``; what is not supported is refused by its name.
    public init(vocabulary: GGUFVocabulary) throws(TokenizerError) {
        try self.init(parts: TokenizerParts(file: vocabulary.tokenizerFile(), wanted: .bytePair))
    }

    init(parts file: TokenizerParts) throws(TokenizerError) {
        guard case .bytePair(let parts) = file.model else {
            throw .unsupported(field: "model", value: TokenizerParts.ModelName.wordPiece.rawValue)
        }
        model = try BytePairModel(parts, file)
        normalization = parts.normalization
        marking = parts.marking
        patterns = parts.patterns
        decoding = parts.decoding
        let raw = file.addedTokens.filter { !$0.isNormalized }
        let normalized = file.addedTokens.filter(\.isNormalized)
        rawTokens = AddedTokens(raw)
        let spellings = normalized.map { (token: $0, bytes: parts.normalization.spelling(of: $0)) }
        normalizedTokens = try Self.addedTokens(spellings)
        special = Set(file.addedTokens.lazy.filter(\.isSpecial).map(\.id))
        pieces = PieceBytes(file, parts, normalized: spellings)
        prefix = file.prefix
        suffix = file.suffix
        maximumLength = file.maximumLength
        identifierCount = file.identifierCount
    }

    /// Two that normalisation makes the same would be one.
    private static func addedTokens(
        _ spellings: [(token: AddedToken, bytes: [UInt8])]
    ) throws(TokenizerError) -> AddedTokens {
        var tokens: [[UInt8]: AddedToken] = [:]
        for (token, bytes) in spellings where tokens.updateValue(token, forKey: bytes) != nil {
            throw .ambiguousPiece(token.content)
        }
        return AddedTokens(spellings)
    }
}

// MARK: - Encoding

extension BytePairTokenizer {
    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - surrounded: whether ``prefix`` and ``suffix`` stand around them.
    ///   - control: whether special tokens that the text spells out become tokens.
    /// - Returns: the ids; time and memory grow in proportion to the text, near enough.
    public func encode(
        _ text: String, surrounded: Bool, control: ControlReading
    ) -> [Int32] {
        let ids = spans(Array(text.utf8), control, room: .max).map(\.id)
        return surrounded ? prefix + ids + suffix : ids
    }

    /// The ids of a text with the bytes that each stands for, otherwise as
    /// ``encode(_:surrounded:control:)``.
    ///
    /// - Returns: tokens in order; those around the text cover nothing, at its beginning and end.
    public func spans(
        of text: String, surrounded: Bool, control: ControlReading
    ) -> [TokenSpan] {
        let bytes = Array(text.utf8)
        let found = spans(bytes, control, room: .max)
        guard surrounded else { return found }
        return prefix.map { TokenSpan(id: $0, bytes: 0..<0) } + found
            + suffix.map { TokenSpan(id: $0, bytes: bytes.count..<bytes.count) }
    }

    /// The ids of a text with those around it, at most `maximumTokens` of them; special tokens that
    /// it spells out become tokens.
    ///
    /// A longer text keeps its beginning and the closing tokens; the rest of it is not read.
    public func encode(_ text: String, maximumTokens: Int) -> [Int32] {
        encode(valid: Array(text.utf8), maximumTokens: maximumTokens)
    }

    /// The ids of a text given as UTF-8, otherwise as ``encode(_:maximumTokens:)``.
    ///
    /// - Throws: ``TokenizerError/invalidUTF8(offset:)``, wherever in the text the fault is.
    public func encode(
        utf8 bytes: [UInt8], maximumTokens: Int
    ) throws(TokenizerError) -> [Int32] {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .invalidUTF8(offset: error.byteOffsets.lowerBound)
        }
        return encode(valid: bytes, maximumTokens: maximumTokens)
    }

    private func encode(valid bytes: [UInt8], maximumTokens: Int) -> [Int32] {
        let room = max(0, maximumTokens - surroundingCount)
        let ids = prefix + spans(bytes, .parsed, room: room).prefix(room).map(\.id) + suffix
        return ids.count > maximumTokens ? Array(ids.prefix(max(0, maximumTokens))) : ids
    }

    private func spans(_ bytes: [UInt8], _ control: ControlReading, room: Int) -> [TokenSpan] {
        var reading = BytePairReading(tokenizer: self, control: control, room: room)
        reading.read(bytes)
        return reading.tokens
    }
}

// MARK: - Pieces and decoding

extension BytePairTokenizer {
    /// The id of a piece as the vocabulary spells it, or of an added token.
    public func identifier(of piece: String) -> Int32? {
        pieces.addedIdentifier(of: piece) ?? model.vocabulary.id(of: Array(piece.utf8))
    }

    /// Whether an id is that of a special token.
    public func isSpecial(_ id: Int32) -> Bool { special.contains(id) }

    /// The bytes that an id stands for in a text, of which a scalar may need several ids.
    ///
    /// - Returns: the bytes, or nil where no piece has the id.
    public func bytes(of id: Int32) -> [UInt8]? {
        pieces.fallbackByte(of: id).map { [$0] } ?? pieces.bytes(of: id).map(Array.init)
    }

    /// The text that ids stand for; an id that no piece has stands for nothing.
    ///
    /// Bytes that are no UTF-8 become U+FFFD as in the reference. ``TokenDecoder`` gives the same
    /// text piece by piece.
    public func decode(_ ids: [Int32], control: ControlShowing) -> String {
        var decoder = TokenDecoder(self, control: control)
        var text = ""
        for id in ids { text += decoder.append(id) }
        return text + decoder.finish()
    }
}
