internal import Wire

/// What a `tokenizer.json` says of WordPiece and of the steps before it.
struct WordPieceParts {
    /// The longest word that any known model cuts has 100 characters.
    static let wordLengthLimit: Int64 = 1_000

    let unknownPiece: String
    let continuationMark: String
    let maximumWordLength: Int
    let cleaning: TextCleaning

    init(_ root: JSONField) throws(TokenizerError) {
        let model = try root.object("model")
        unknownPiece = try model.string("unk_token")
        continuationMark = try model.string("continuing_subword_prefix")
        maximumWordLength = Int(
            try model.integer("max_input_chars_per_word", in: 1...Self.wordLengthLimit))
        cleaning = try Self.cleaning(root.field("normalizer"))
        let preTokenizer = try root.object("pre_tokenizer").string("type")
        guard preTokenizer == "BertPreTokenizer" else {
            throw .unsupported(field: "pre_tokenizer", value: preTokenizer)
        }
    }

    private static func cleaning(_ normalizer: JSONField) throws(TokenizerError) -> TextCleaning {
        guard normalizer.value != .null else { return TextCleaning() }
        let type = try normalizer.string("type")
        guard type == "BertNormalizer" else { throw .unsupported(field: "normalizer", value: type) }
        let lowercases = try normalizer.boolean("lowercase")
        return TextCleaning(
            cleansText: try normalizer.boolean("clean_text"),
            separatesIdeographs: try normalizer.boolean("handle_chinese_chars"),
            stripsAccents: try normalizer.boolean("strip_accents", default: lowercases),
            lowercases: lowercases)
    }

    /// Refuses added tokens that are not found by their bytes in the raw text.
    static func check(_ tokens: [AddedToken]) throws(TokenizerError) {
        for token in tokens {
            guard !token.isNormalized else {
                throw .unsupported(field: "added token with normalized", value: token.content)
            }
            // lstrip and rstrip take the white space beside the token along; the words beside it
            // are the same with and without, unless the token itself has white space there.
            guard !token.beginsWithSpace, !token.endsWithSpace else {
                throw .unsupported(field: "added token with white space", value: token.content)
            }
        }
    }
}

extension AddedToken {
    /// Whether its first scalar is white space.
    var beginsWithSpace: Bool { Self.isSpace(content.unicodeScalars.first) }
    /// Whether its last scalar is white space.
    var endsWithSpace: Bool { Self.isSpace(content.unicodeScalars.last) }

    private static func isSpace(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { UnicodeTables.facts[Int($0.value)].contains(.separator) } ?? false
    }
}
