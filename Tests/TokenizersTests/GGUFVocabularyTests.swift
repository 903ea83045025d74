import Foundation
import Testing
import Tokenizers
import Wire

@Suite struct `A GGUF file's vocabulary` {
    static func small(_ change: (inout GGUFVocabulary) -> Void = { _ in }) -> GGUFVocabulary {
        var vocabulary = GGUFVocabulary(
            model: "gpt2", pre: "llama-bpe",
            tokens: ["<|end|>", "a", "b", "ab", "Ġ", "Ġab", "abab"],
            tokenTypes: [3, 1, 1, 1, 1, 1, 1])
        vocabulary.merges = ["a b", "Ġ ab"]
        vocabulary.beginning = 0
        change(&vocabulary)
        return vocabulary
    }

    static func marked(_ change: (inout GGUFVocabulary) -> Void = { _ in }) -> GGUFVocabulary {
        var vocabulary = GGUFVocabulary(
            model: "llama", pre: nil,
            tokens: [
                "<unk>", "<s>", "</s>", "▁", "a", "b", "ab", "▁ab", "<s", ">", "<", "s", "<x>",
            ],
            tokenTypes: [2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4])
        vocabulary.scores = [0, 0, 0, -9, -9, -9, -1, -2, -3, -9, -9, -9, 0]
        vocabulary.beginning = 1
        vocabulary.end = 2
        change(&vocabulary)
        return vocabulary
    }

    @Test(arguments: BytePairFolder.all)
    func `is written as the reference writes it`(folder: BytePairFolder) throws {
        let digests = try JSONValue(parsing: folder.bytes("exports.json"), limit: 1 << 16)
        for (name, digest) in try #require(digests.members) {
            let json = try folder.vocabulary(name).tokenizerJSON()
            let value = try JSONValue(parsing: json, limit: 64 << 20)
            let found = Digest.sha256(CanonicalJSON.encode(value)).hex
            #expect(found.hasPrefix(try #require(digest.stringValue)), "\(name)")
            if folder.path == ProcessInfo.processInfo.environment["OPENLEDGER_TOKENIZERS"] {
                let path = folder.path + "/\(name).exported.json"
                try Data(json).write(to: URL(fileURLWithPath: path))
            }
        }
    }

    @Test func `is written so that it is read again`() throws {
        for name in ["smollm2", "sentencepiece"] {
            let vocabulary = try BytePairFolder.committed().vocabulary(name)
            let first = try BytePairTokenizer(vocabulary: vocabulary)
            let second = try BytePairTokenizer(json: vocabulary.tokenizerJSON())
            for text in BytePairCorpus.block(3) + BytePairCorpus.block(210) {
                let ids = first.encode(text, surrounded: true, control: .parsed)
                #expect(second.encode(text, surrounded: true, control: .parsed) == ids)
            }
        }
    }

    @Test func `of Llama 3 takes whole words and begins with a token, unless it says otherwise`()
        throws
    {
        let tokenizer = try BytePairTokenizer(vocabulary: Self.small())
        #expect(tokenizer.encode("abab ab", surrounded: true, control: .parsed) == [0, 6, 5])
        let plain = try BytePairTokenizer(
            vocabulary: Self.small {
                $0.addsBeginning = false; $0.pre = "gpt-2"
            })
        #expect(plain.encode("abab ab", surrounded: true, control: .parsed) == [3, 3, 5])
        let ending = try BytePairTokenizer(
            vocabulary: Self.small {
                $0.addsEnd = true; $0.end = 0; $0.pre = "smollm"
            })
        #expect(ending.encode("ab", surrounded: true, control: .parsed) == [3, 0])
        #expect(ending.encode("ab", surrounded: false, control: .parsed) == [3])
    }

    @Test func `of SentencePiece merges by score, and never to a control token`() throws {
        let tokenizer = try Tokenizer(vocabulary: Self.marked())
        #expect(tokenizer.encode("ab ab", surrounded: true, control: .parsed) == [1, 7, 7])
        #expect(tokenizer.encode("<s>", surrounded: false, control: .parsed) == [1])
        #expect(tokenizer.encode("<s>", surrounded: false, control: .asText) == [3, 8, 9])
        #expect(tokenizer.encode("a<x>", surrounded: false, control: .asText) == [3, 4, 12])
        let bare = try Tokenizer(vocabulary: Self.marked { $0.addsSpacePrefix = false })
        #expect(bare.encode("ab ab", surrounded: false, control: .parsed) == [6, 7])
        #expect(bare.encode("xyzab", surrounded: false, control: .parsed) == [0, 6])
    }

    static let refused: [(String, GGUFVocabulary, TokenizerError)] = [
        ("model", small { $0.model = "t5" }, .unsupportedMetadata(field: "model", value: "t5")),
        ("pre", small { $0.pre = "dbrx" }, .unsupportedMetadata(field: "pre", value: "dbrx")),
        ("no pre", small { $0.pre = nil }, .invalidMetadata("pre")),
        ("tokens", small { $0.tokens = [] }, .invalidMetadata("tokens")),
        ("types", small { $0.tokenTypes.removeLast() }, .invalidMetadata("token_type")),
        ("type", small { $0.tokenTypes[1] = 7 }, .invalidMetadata("token_type")),
        ("bos", small { $0.beginning = 7 }, .invalidMetadata("bos_token_id")),
        ("no bos", small { $0.beginning = nil }, .invalidMetadata("bos_token_id")),
        (
            "eos",
            small {
                $0.addsEnd = true; $0.end = -2
            }, .invalidMetadata("eos_token_id")
        ),
        ("merge", small { $0.merges[0] = "a c" }, .unknownPiece("c")),
        ("merged", small { $0.merges[0] = "b b" }, .unknownPiece("bb")),
        ("line", small { $0.merges[0] = "a" }, .invalidMetadata("merges")),
        ("words", small { $0.merges[0] = "a b c" }, .invalidMetadata("merges")),
        ("twice", small { $0.tokens[2] = "a" }, .invalidMetadata("tokens")),
        ("scores", marked { $0.scores.removeLast() }, .invalidMetadata("scores")),
        ("score", marked { $0.scores[3] = .nan }, .invalidMetadata("scores")),
        ("unknown", marked { $0.unknown = 99 }, .invalidMetadata("unknown_token_id")),
        (
            "letter", small { $0.tokenTypes[1] = 3 },
            .unsupported(field: "special token that is a letter", value: "a")
        ),
    ]

    @Test(arguments: refused)
    func `is refused where it is wrong`(
        what: String, vocabulary: GGUFVocabulary, error: TokenizerError
    ) {
        #expect(throws: error) { try BytePairTokenizer(vocabulary: vocabulary) }
        #expect(!error.description.isEmpty)
    }

    @Test func `is refused where a piece is longer than any`() {
        let long = String(repeating: "a", count: 4_000)
        #expect(throws: TokenizerError.invalidMetadata("tokens")) {
            try BytePairTokenizer(vocabulary: Self.marked { $0.tokens[8] = long })
        }
    }
}
