import Wire

/// What a `tokenizer.json` says, checked and taken apart.
struct TokenizerParts {
    /// Files over this size are refused unread; that of a model of 30,000 pieces has 0.5 MB.
    static let sizeLimit = 64 << 20
    /// Ids are below this, so that no hostile one asks for memory.
    static let identifierLimit: Int64 = 1 << 24
    /// The longest word that any known model cuts has 100 characters.
    static let wordLengthLimit: Int64 = 1_000
    static let addedTokenLimit = 1_024

    /// The models that are supported, as the file calls them.
    enum Model: String {
        case wordPiece = "WordPiece"
    }

    private(set) var model = Model.wordPiece
    private(set) var vocabulary: [(piece: String, id: Int32)] = []
    private(set) var unknownPiece = ""
    private(set) var continuationMark = ""
    private(set) var maximumWordLength = 0
    private(set) var addedTokens: [(content: String, id: Int32)] = []
    private(set) var cleaning = TextCleaning()
    private(set) var prefix: [Int32] = []
    private(set) var suffix: [Int32] = []
    private(set) var maximumLength: Int?
    private(set) var identifierCount = 0

    init(json: [UInt8]) throws(TokenizerError) {
        let file: JSONValue
        do {
            file = try JSONValue(parsing: json, limit: Self.sizeLimit)
        } catch {
            if let mistaken = MistakenFile(beginning: json) { throw .mistaken(mistaken) }
            throw .malformedJSON(error)
        }
        let root = JSONField(file, path: "")
        let version = try root.string("version", default: "1.0")
        guard version == "1.0" else { throw .unsupported(field: "version", value: version) }
        try readModel(root.object("model"))
        try readAddedTokens(root)
        try readNormalizer(root.field("normalizer"))
        let preTokenizer = try root.object("pre_tokenizer").string("type")
        guard preTokenizer == "BertPreTokenizer" else {
            throw .unsupported(field: "pre_tokenizer", value: preTokenizer)
        }
        try readPostProcessor(root.field("post_processor"))
        try readTruncation(root.field("truncation"))
    }

    private mutating func readModel(_ model: JSONField) throws(TokenizerError) {
        let type = try model.string("type")
        guard let named = Model(rawValue: type) else {
            throw .unsupported(field: "model", value: type)
        }
        self.model = named
        switch named {
        case .wordPiece: try readWordPiece(model)
        }
    }

    private mutating func readWordPiece(_ model: JSONField) throws(TokenizerError) {
        unknownPiece = try model.string("unk_token")
        continuationMark = try model.string("continuing_subword_prefix")
        maximumWordLength = Int(
            try model.integer("max_input_chars_per_word", in: 1...Self.wordLengthLimit))
        guard let pieces = try model.object("vocab").value.members else {
            throw .invalidField("model.vocab")
        }
        vocabulary.reserveCapacity(pieces.count)
        var taken = IdentifierSet()
        for (piece, value) in pieces {
            guard let id = value.integerValue, (0..<Self.identifierLimit).contains(id) else {
                throw .invalidField("model.vocab.\(piece)")
            }
            guard taken.insert(Int(id)) else { throw .ambiguousPiece(piece) }
            vocabulary.append((piece, Int32(id)))
            identifierCount = max(identifierCount, Int(id) + 1)
        }
    }

    private mutating func readAddedTokens(_ root: JSONField) throws(TokenizerError) {
        let entries = root.value["added_tokens"].map { $0.arrayValue ?? [.null] } ?? []
        guard entries.count <= Self.addedTokenLimit else { throw .invalidField("added_tokens") }
        let names = vocabulary.map { (name: ByteName($0.piece), id: $0.id) }
        let known = Dictionary(names.map { ($0.name, $0.id) }) { first, _ in first }
        var pieces = Dictionary(names.map { ($0.id, $0.name) }) { first, _ in first }
        var contents: Set<ByteName> = []
        for entry in entries {
            let token = JSONField(entry, path: "added_tokens")
            let content = try token.string("content")
            let id = Int32(try token.integer("id", in: 0...Self.identifierLimit - 1))
            guard let first = content.unicodeScalars.first,
                let last = content.unicodeScalars.last
            else { throw .invalidField("added_tokens.content") }
            for flag in ["single_word", "normalized"]
            where try token.boolean(flag, default: flag == "normalized") {
                throw .unsupported(field: "added token with \(flag)", value: content)
            }
            // lstrip and rstrip take the white space beside the token along; the words beside it
            // are the same with and without, unless the token itself has white space there.
            for scalar in [first, last]
            where UnicodeTables.facts[Int(scalar.value)].contains(.separator) {
                throw .unsupported(field: "added token with white space", value: content)
            }
            let name = ByteName(content)
            guard known[name] ?? id == id, pieces.updateValue(name, forKey: id) ?? name == name,
                contents.insert(name).inserted
            else { throw .ambiguousPiece(content) }
            addedTokens.append((content, id))
            identifierCount = max(identifierCount, Int(id) + 1)
        }
    }

    private mutating func readNormalizer(_ normalizer: JSONField) throws(TokenizerError) {
        guard normalizer.value != .null else { return }
        let type = try normalizer.string("type")
        guard type == "BertNormalizer" else { throw .unsupported(field: "normalizer", value: type) }
        let lowercases = try normalizer.boolean("lowercase")
        cleaning = TextCleaning(
            cleansText: try normalizer.boolean("clean_text"),
            separatesIdeographs: try normalizer.boolean("handle_chinese_chars"),
            stripsAccents: try normalizer.boolean("strip_accents", default: lowercases),
            lowercases: lowercases)
    }

    private mutating func readTruncation(_ truncation: JSONField) throws(TokenizerError) {
        guard truncation.value != .null else { return }
        let direction = try truncation.string("direction", default: "Right")
        guard direction == "Right" else {
            throw .unsupported(field: "truncation.direction", value: direction)
        }
        maximumLength = Int(try truncation.integer("max_length", in: 1...Self.identifierLimit))
    }
}

// MARK: - The tokens around a text

extension TokenizerParts {
    private mutating func readPostProcessor(_ processor: JSONField) throws(TokenizerError) {
        guard processor.value != .null else { return }
        switch try processor.string("type") {
        case "TemplateProcessing":
            try readTemplate(processor)
        case "BertProcessing":
            prefix = [try namedToken(processor, "cls")]
            suffix = [try namedToken(processor, "sep")]
        case let type:
            throw .unsupported(field: "post_processor", value: type)
        }
        for id in prefix + suffix { identifierCount = max(identifierCount, Int(id) + 1) }
    }

    /// A list of special tokens with the text, `Sequence A`, at one place among them.
    private mutating func readTemplate(_ processor: JSONField) throws(TokenizerError) {
        var hasText = false
        for piece in processor.value["single"]?.arrayValue ?? [] {
            let part = JSONField(piece, path: "post_processor.single")
            if piece["Sequence"] != nil {
                let name = try part.object("Sequence").string("id")
                guard name == "A", !hasText else {
                    throw .unsupported(field: "post_processor.single sequence", value: name)
                }
                hasText = true
                continue
            }
            let name = try part.object("SpecialToken").string("id")
            let ids = try specialToken(processor, name)
            if hasText { suffix += ids } else { prefix += ids }
        }
        guard hasText, prefix.count + suffix.count <= 16 else {
            throw .invalidField("post_processor.single")
        }
    }

    private func specialToken(
        _ processor: JSONField, _ name: String
    ) throws(TokenizerError) -> [Int32] {
        guard let ids = processor.value["special_tokens"]?[name]?["ids"]?.arrayValue else {
            throw .unknownPiece(name)
        }
        var found: [Int32] = []
        for id in ids {
            guard let id = id.integerValue, (0..<Self.identifierLimit).contains(id) else {
                throw .invalidField("post_processor.special_tokens")
            }
            found.append(Int32(id))
        }
        return found
    }

    /// BERT's older form: `"cls": ["[CLS]", 101]`.
    private func namedToken(
        _ processor: JSONField, _ name: String
    ) throws(TokenizerError) -> Int32 {
        guard let pair = processor.value[name]?.arrayValue, pair.count == 2,
            let id = pair[1].integerValue, (0..<Self.identifierLimit).contains(id)
        else { throw .invalidField("post_processor.\(name)") }
        return Int32(id)
    }
}
