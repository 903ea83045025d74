internal import Wire

// Written with what is known of each family from its own tokenizer.json and from llama.cpp's
// src/llama-vocab.cpp.
extension GGUFVocabulary {
    /// More tokens than any known model has.
    private static let tokenLimit = 1 << 20

    /// What a `tokenizer.json` holds that says the same.
    func tokenizerFile() throws(TokenizerError) -> JSONValue {
        let kinds = try checkedKinds()
        switch model {
        case "gpt2":
            guard let pre else { throw .invalidMetadata("pre") }
            guard let family = Family(pre: pre) else {
                throw .unsupportedMetadata(field: "pre", value: pre)
            }
            return try byteLevelFile(family, kinds)
        case "llama": return try sentencePieceFile(kinds)
        default: throw .unsupportedMetadata(field: "model", value: model)
        }
    }

    private func checkedKinds() throws(TokenizerError) -> [GGUFTokenKind] {
        guard !tokens.isEmpty, tokens.count <= Self.tokenLimit else {
            throw .invalidMetadata("tokens")
        }
        guard tokenTypes.count == tokens.count else { throw .invalidMetadata("token_type") }
        guard Set(tokens.lazy.map { ByteName($0) }).count == tokens.count else {
            throw .invalidMetadata("tokens")
        }
        var kinds: [GGUFTokenKind] = []
        kinds.reserveCapacity(tokens.count)
        for type in tokenTypes {
            guard let kind = GGUFTokenKind(rawValue: type) else {
                throw .invalidMetadata("token_type")
            }
            kinds.append(kind)
        }
        return kinds
    }
}

// MARK: - Bytes as letters

extension GGUFVocabulary {
    /// A way of parting texts, by the names that llama.cpp gives to it.
    private enum Family {
        case gpt2, smolLM, llama3, qwen2

        init?(pre: String) {
            switch pre {
            case "gpt-2": self = .gpt2
            case "smollm": self = .smolLM
            case "llama-bpe", "llama3", "llama-v3": self = .llama3
            case "qwen2": self = .qwen2
            default: return nil
            }
        }

        var preTokenizer: JSONValue {
            switch self {
            case .gpt2: Self.byteLevel(usesPattern: true)
            case .smolLM:
                Self.sequence([
                    .object([
                        ("type", .string("Digits")), ("individual_digits", .bool(true)),
                    ]), Self.byteLevel(usesPattern: true),
                ])
            case .llama3: Self.split(#"\p{N}{1,3}"#)
            case .qwen2: Self.split(#"\p{N}"#)
            }
        }

        private static func split(_ numbers: String) -> JSONValue {
            let regex =
                #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
                + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
            return sequence([
                .object([
                    ("type", .string("Split")), ("pattern", .object([("Regex", .string(regex))])),
                    ("behavior", .string("Isolated")), ("invert", .bool(false)),
                ]), byteLevel(usesPattern: false),
            ])
        }

        private static func sequence(_ steps: [JSONValue]) -> JSONValue {
            .object([("type", .string("Sequence")), ("pretokenizers", .array(steps))])
        }

        private static func byteLevel(usesPattern: Bool) -> JSONValue {
            .object([
                ("type", .string("ByteLevel")), ("add_prefix_space", .bool(false)),
                ("trim_offsets", .bool(false)), ("use_regex", .bool(usesPattern)),
            ])
        }

        /// Its settings mean nothing to a decoder; the reference writes them so.
        static let decoder = JSONValue.object([
            ("type", .string("ByteLevel")), ("add_prefix_space", .bool(true)),
            ("trim_offsets", .bool(true)), ("use_regex", .bool(true)),
        ])
    }

    private func byteLevelFile(
        _ family: Family, _ kinds: [GGUFTokenKind]
    ) throws(TokenizerError) -> JSONValue {
        file(
            kinds, normalizer: family == .qwen2 ? .object([("type", .string("NFC"))]) : .null,
            preTokenizer: family.preTokenizer,
            postProcessor: try surroundings(addsBeginning: addsBeginning ?? (family == .llama3)),
            decoder: Family.decoder,
            model: [
                ("unk_token", .null), ("fuse_unk", .bool(false)), ("byte_fallback", .bool(false)),
                ("ignore_merges", .bool(family == .llama3)),
            ], merges: try mergePairs())
    }

    private func mergePairs() throws(TokenizerError) -> [JSONValue] {
        var pairs: [JSONValue] = []
        pairs.reserveCapacity(merges.count)
        for merge in merges {
            let parts = merge.utf8.split(
                separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw .invalidMetadata("merges") }
            pairs.append(.array(parts.map { .string(String(Substring($0))) }))
        }
        return pairs
    }
}

// MARK: - SentencePiece's

extension GGUFVocabulary {
    private func sentencePieceFile(
        _ kinds: [GGUFTokenKind]
    ) throws(TokenizerError) -> JSONValue {
        let prefixes = addsSpacePrefix ?? true
        let replace = Self.replace(" ", by: "\u{2581}")
        let prepend = JSONValue.object([
            ("type", .string("Prepend")), ("prepend", .string("\u{2581}")),
        ])
        let marks = JSONValue.object([
            ("type", .string("Sequence")),
            ("normalizers", .array(prefixes ? [prepend, replace] : [replace])),
        ])
        var steps: [JSONValue] = [
            Self.replace("\u{2581}", by: " "), .object([("type", .string("ByteFallback"))]),
            .object([("type", .string("Fuse"))]),
        ]
        if prefixes {
            steps.append(
                .object([
                    ("type", .string("Strip")), ("content", .string(" ")), ("start", .integer(1)),
                    ("stop", .integer(0)),
                ]))
        }
        return file(
            kinds, normalizer: marks, preTokenizer: .null,
            postProcessor: try surroundings(addsBeginning: addsBeginning ?? true),
            decoder: .object([("type", .string("Sequence")), ("decoders", .array(steps))]),
            model: [
                ("unk_token", .string(try token(unknown ?? 0, "unknown_token_id"))),
                ("fuse_unk", .bool(true)), ("byte_fallback", .bool(kinds.contains(.byte))),
                ("ignore_merges", .bool(false)),
            ], merges: try mergesByScore(kinds))
    }

    private static func replace(_ pattern: String, by content: String) -> JSONValue {
        .object([
            ("type", .string("Replace")), ("pattern", .object([("String", .string(pattern))])),
            ("content", .string(content)),
        ])
    }
}

// MARK: - What both have

extension GGUFVocabulary {
    private func file(
        _ kinds: [GGUFTokenKind], normalizer: JSONValue, preTokenizer: JSONValue,
        postProcessor: JSONValue, decoder: JSONValue, model settings: [(String, JSONValue)],
        merges: [JSONValue]
    ) -> JSONValue {
        let vocabulary = tokens.enumerated().map {
            ($0.element, JSONValue.integer(Int64($0.offset)))
        }
        let model =
            [
                ("type", .string("BPE")), ("dropout", .null),
                ("continuing_subword_prefix", .null), ("end_of_word_suffix", .null),
            ] + settings + [("vocab", .object(vocabulary)), ("merges", .array(merges))]
        return .object([
            ("version", .string("1.0")), ("truncation", .null), ("padding", .null),
            ("added_tokens", .array(addedTokens(kinds))), ("normalizer", normalizer),
            ("pre_tokenizer", preTokenizer), ("post_processor", postProcessor),
            ("decoder", decoder), ("model", .object(model)),
        ])
    }

    private func addedTokens(_ kinds: [GGUFTokenKind]) -> [JSONValue] {
        zip(tokens, kinds).enumerated().compactMap { id, entry in
            let (content, kind) = entry
            let isSpecial = kind == .control || kind == .unknown
            guard isSpecial || kind == .userDefined else { return nil }
            return .object([
                ("id", .integer(Int64(id))), ("content", .string(content)),
                ("single_word", .bool(false)), ("lstrip", .bool(false)), ("rstrip", .bool(false)),
                ("normalized", .bool(false)), ("special", .bool(isSpecial)),
            ])
        }
    }

    /// The template of what stands before and after a text, or of two.
    private func surroundings(addsBeginning: Bool) throws(TokenizerError) -> JSONValue {
        let before = addsBeginning ? try token(beginning ?? -1, "bos_token_id") : nil
        let after = addsEnd ?? false ? try token(end ?? -1, "eos_token_id") : nil
        guard before != nil || after != nil else { return .null }
        func part(_ kind: String, _ name: String, _ type: Int64) -> JSONValue {
            .object([(kind, .object([("id", .string(name)), ("type_id", .integer(type))]))])
        }
        func surrounded(_ text: String, _ type: Int64) -> [JSONValue] {
            (before.map { [part("SpecialToken", $0, type)] } ?? []) + [part("Sequence", text, type)]
                + (after.map { [part("SpecialToken", $0, type)] } ?? [])
        }
        var special: [(String, JSONValue)] = []
        for (name, id) in [(before, beginning), (after, end)] {
            guard let name, let id, !special.contains(where: { ByteName($0.0) == ByteName(name) })
            else { continue }
            special.append(
                (
                    name,
                    .object([
                        ("id", .string(name)), ("ids", .array([.integer(Int64(id))])),
                        ("tokens", .array([.string(name)])),
                    ])
                ))
        }
        return .object([
            ("type", .string("TemplateProcessing")), ("single", .array(surrounded("A", 0))),
            ("pair", .array(surrounded("A", 0) + surrounded("B", 1))),
            ("special_tokens", .object(special)),
        ])
    }

    private func token(_ id: Int32, _ field: String) throws(TokenizerError) -> String {
        guard tokens.indices.contains(Int(id)) else { throw .invalidMetadata(field) }
        return tokens[Int(id)]
    }
}
