internal import Wire

/// What a `tokenizer.json` says, checked and taken apart.
struct TokenizerParts {
    /// Files over this size are refused unread; that of a model of 30,000 pieces has 0.5 MB.
    static let sizeLimit = 64 << 20
    /// Ids are below this, so that no hostile one asks for memory.
    static let identifierLimit: Int64 = 1 << 24
    static let addedTokenLimit = 16_384

    /// The models that are supported, as the file calls them.
    enum ModelName: String {
        case wordPiece = "WordPiece"
        case bytePair = "BPE"
    }

    /// What only one of the models has.
    enum Model {
        case wordPiece(WordPieceParts)
        case bytePair(BytePairParts)
    }

    let model: Model
    private(set) var vocabulary: [(piece: String, id: Int32)] = []
    private(set) var addedTokens: [AddedToken] = []
    private(set) var prefix: [Int32] = []
    private(set) var suffix: [Int32] = []
    private(set) var maximumLength: Int?
    private(set) var identifierCount = 0

    /// Reads a file; where a model is wanted, another one is refused by its name.
    init(json: [UInt8], wanted: ModelName? = nil) throws(TokenizerError) {
        let file: JSONValue
        do {
            file = try JSONValue(parsing: json, limit: Self.sizeLimit)
        } catch {
            if let mistaken = MistakenFile(beginning: json) { throw .mistaken(mistaken) }
            throw .malformedJSON(error)
        }
        try self.init(file: file, wanted: wanted)
    }

    /// Reads what a file holds.
    init(file: JSONValue, wanted: ModelName? = nil) throws(TokenizerError) {
        let root = JSONField(file, path: "")
        let version = try root.string("version", default: "1.0")
        guard version == "1.0" else { throw .unsupported(field: "version", value: version) }
        let model = try root.object("model")
        let type = try model.string("type")
        guard let name = ModelName(rawValue: type), name == wanted ?? name else {
            throw .unsupported(field: "model", value: type)
        }
        switch name {
        case .wordPiece: self.model = .wordPiece(try WordPieceParts(root))
        case .bytePair: self.model = .bytePair(try BytePairParts(root))
        }
        try readVocabulary(model)
        try readAddedTokens(root, name)
        try readPostProcessor(root.field("post_processor"))
        for id in prefix + suffix { identifierCount = max(identifierCount, Int(id) + 1) }
        try readTruncation(root.field("truncation"))
    }

    private mutating func readVocabulary(_ model: JSONField) throws(TokenizerError) {
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

    private mutating func readTruncation(_ truncation: JSONField) throws(TokenizerError) {
        guard truncation.value != .null else { return }
        let direction = try truncation.string("direction", default: "Right")
        guard direction == "Right" else {
            throw .unsupported(field: "truncation.direction", value: direction)
        }
        maximumLength = Int(try truncation.integer("max_length", in: 1...Self.identifierLimit))
    }
}

// MARK: - Added tokens

extension TokenizerParts {
    private mutating func readAddedTokens(
        _ root: JSONField, _ model: ModelName
    ) throws(TokenizerError) {
        guard root.field("added_tokens").value != .null else { return }
        for token in try root.elements("added_tokens", limit: Self.addedTokenLimit) {
            let added = AddedToken(
                content: try token.string("content"),
                id: Int32(try token.integer("id", in: 0...Self.identifierLimit - 1)),
                isSpecial: try token.boolean("special", default: false),
                takesSpaceBefore: try token.boolean("lstrip", default: false),
                takesSpaceAfter: try token.boolean("rstrip", default: false),
                isNormalized: try token.boolean("normalized", default: true))
            guard !added.content.isEmpty else { throw .invalidField("added_tokens.content") }
            guard try !token.boolean("single_word", default: false) else {
                throw .unsupported(field: "added token with single_word", value: added.content)
            }
            addedTokens.append(added)
            identifierCount = max(identifierCount, Int(added.id) + 1)
        }
        try checkNamesOfAddedTokens()
        switch model {
        case .wordPiece: try WordPieceParts.check(addedTokens)
        case .bytePair: try BytePairParts.check(addedTokens)
        }
    }

    /// A content has one id and an id one content, those of the vocabulary included.
    private func checkNamesOfAddedTokens() throws(TokenizerError) {
        var ids: [ByteName: Int32] = [:]
        var contents: [Int32: ByteName] = [:]
        for token in addedTokens {
            let name = ByteName(token.content)
            guard ids.updateValue(token.id, forKey: name) == nil,
                contents.updateValue(name, forKey: token.id) == nil
            else { throw .ambiguousPiece(token.content) }
        }
        for (piece, id) in vocabulary {
            let name = ByteName(piece)
            guard ids[name] ?? id == id else { throw .ambiguousPiece(piece) }
            guard contents[id] ?? name == name else {
                throw .ambiguousPiece(contents[id]?.text ?? piece)
            }
        }
    }
}

// MARK: - The tokens around a text

extension TokenizerParts {
    private mutating func readPostProcessor(_ processor: JSONField) throws(TokenizerError) {
        guard processor.value != .null else { return }
        switch try processor.string("type") {
        case "TemplateProcessing":
            guard prefix.isEmpty, suffix.isEmpty else {
                throw .unsupported(field: "post_processor", value: "of two templates")
            }
            try readTemplate(processor)
        case "BertProcessing":
            prefix = [try namedToken(processor, "cls")]
            suffix = [try namedToken(processor, "sep")]
        case "ByteLevel":
            break  // It trims offsets, which here are those of a token's own bytes.
        case "Sequence" where processor.path == "post_processor":
            for step in try processor.elements("processors", limit: 8) {
                try readPostProcessor(JSONField(step.value, path: "post_processor.processors"))
            }
        case let type:
            throw .unsupported(field: "post_processor", value: type)
        }
    }

    /// A list of special tokens with the text, `Sequence A`, at one place among them.
    private mutating func readTemplate(_ processor: JSONField) throws(TokenizerError) {
        var hasText = false
        for part in try processor.elements("single", limit: 32) {
            if part.value["Sequence"] != nil {
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
