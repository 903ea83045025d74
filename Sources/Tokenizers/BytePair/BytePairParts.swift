internal import Wire

/// What a `tokenizer.json` says of byte-pair encoding and of the steps around it.
struct BytePairParts {
    /// What the symbols are that a word begins as.
    enum Alphabet {
        /// Its bytes, which the vocabulary writes in ``ByteAlphabet``.
        case bytes
        /// Its scalars.
        case scalars
    }

    /// What is done to a part of a text before added tokens are looked for again.
    enum Normalization: Sendable {
        case none
        case composition
        case marking(SpaceMarking)

        /// The bytes by which an added token is found in normalised text.
        func spelling(of token: AddedToken) -> [UInt8] {
            let text = AlignedText(original: Array(token.content.utf8))
            switch self {
            case .none: return text.bytes
            case .marking(let marking): return marking.marked(text, text.bytes.indices).bytes
            case .composition:
                var composition = CanonicalComposition()
                return (composition.composing(text, text.bytes.indices) ?? text).bytes
            }
        }
    }

    let alphabet: Alphabet
    let normalization: Normalization
    /// How the first word of a part, or every space, is marked after that; nil for not at all.
    let marking: SpaceMarking?
    /// The patterns by which a part is parted into words, one within the other.
    let patterns: [WordPattern]
    let decoding: PieceDecoding

    let merges: [(left: String, right: String)]
    let unknownPiece: String?
    let fusesUnknown: Bool
    let fallsBackToBytes: Bool
    let takesWholeWords: Bool

    init(_ root: JSONField) throws(TokenizerError) {
        let steps = try BytePairSteps(root.field("pre_tokenizer"))
        alphabet = steps.alphabet
        marking = steps.marking
        patterns = steps.patterns
        normalization = try Self.normalization(root.field("normalizer"))
        decoding = try PieceDecoding(root.field("decoder"), alphabet: alphabet)

        let model = try root.object("model")
        if let dropout = model.value["dropout"], dropout != .null, dropout.doubleValue != 0 {
            throw .unsupported(field: "model.dropout", value: dropout.text)
        }
        try model.require("continuing_subword_prefix", is: "", default: "")
        try model.require("end_of_word_suffix", is: "", default: "")
        unknownPiece =
            model.field("unk_token").value == .null ? nil : try model.string("unk_token")
        fusesUnknown = try model.boolean("fuse_unk", default: false)
        fallsBackToBytes = try model.boolean("byte_fallback", default: false)
        takesWholeWords = try model.boolean("ignore_merges", default: false)
        if alphabet == .bytes { try model.require("byte_fallback", is: false) }
        merges = try Self.merges(model)
    }

    /// Merges in their order, each as `["a", "b"]` or `"a b"`.
    private static func merges(
        _ model: JSONField
    ) throws(TokenizerError) -> [(left: String, right: String)] {
        guard let entries = model.field("merges").value.arrayValue else {
            throw .invalidField("model.merges")
        }
        var merges: [(left: String, right: String)] = []
        merges.reserveCapacity(entries.count)
        for entry in entries {
            switch entry {
            case .string(let line):
                if line.hasPrefix("#version") { continue }
                let bytes = line.utf8
                guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
                    !bytes[bytes.index(after: space)...].contains(UInt8(ascii: " "))
                else { throw .invalidField("model.merges") }
                merges.append((String(line[..<space]), String(line[line.index(after: space)...])))
            case .array(let pair):
                guard pair.count == 2, let left = pair[0].stringValue,
                    let right = pair[1].stringValue
                else { throw .invalidField("model.merges") }
                merges.append((left, right))
            default: throw .invalidField("model.merges")
            }
        }
        return merges
    }

    private static func normalization(
        _ normalizer: JSONField
    ) throws(TokenizerError) -> Normalization {
        guard normalizer.value != .null else { return .none }
        switch try normalizer.string("type") {
        case "NFC": return .composition
        case "Sequence":
            let steps = try normalizer.elements("normalizers", limit: 2)
            if steps.count == 1, try steps[0].string("type") == "NFC" { return .composition }
            var marking = SpaceMarking(replacesSpaces: false)
            for step in steps { try add(step, to: &marking) }
            return .marking(marking)
        default:
            var marking = SpaceMarking(replacesSpaces: false)
            try add(normalizer, to: &marking)
            return .marking(marking)
        }
    }

    private static func add(
        _ step: JSONField, to marking: inout SpaceMarking
    ) throws(TokenizerError) {
        switch try step.string("type") {
        case "Prepend":
            guard marking.prefix == .never else {
                throw .unsupported(field: "normalizer", value: "Prepend twice")
            }
            try step.require("prepend", is: "\u{2581}")
            marking.prefix = .always
        case "Replace":
            try step.require("content", is: "\u{2581}")
            try step.object("pattern").require("String", is: " ")
            marking.replacesSpaces = true
        case let type: throw .unsupported(field: "normalizer", value: type)
        }
    }

    /// Refuses added tokens whose neighbours would be cut in a way that is not done here.
    static func check(_ tokens: [AddedToken]) throws(TokenizerError) {
        // The white space that one token takes along cannot be another's beginning.
        guard tokens.contains(where: \.takesSpaceAfter),
            let spaced = tokens.first(where: \.beginsWithSpace)
        else { return }
        throw .unsupported(field: "added token with white space", value: spaced.content)
    }
}
