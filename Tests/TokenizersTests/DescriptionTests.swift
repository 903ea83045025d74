import Foundation
import Testing
import Tokenizers
import Wire

@Suite struct `A tokenizer's description` {
    static let small = """
        {"version":"1.0","truncation":null,"padding":{"strategy":"BatchLongest"},
        "added_tokens":[{"id":1,"content":"[CLS]","single_word":false,"lstrip":false,
        "rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
        "strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},
        "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
        "decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]",
        "continuing_subword_prefix":"##","max_input_chars_per_word":100,
        "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"un":3,"##able":4,"##":5,"a":6}}}
        """

    static func reading(_ change: (String) -> String = { $0 }) throws -> WordPieceTokenizer {
        try WordPieceTokenizer(json: Array(change(small).utf8))
    }

    @Test func `is read in BERT's older form too`() throws {
        let tokenizer = try Self.reading()
        #expect(tokenizer.encode("Unable unx a", maximumTokens: 9) == [1, 3, 4, 0, 6, 2])
        #expect(tokenizer.encode("a[CLS]a", maximumTokens: 9) == [1, 6, 1, 6, 2])
        #expect(tokenizer.identifierCount == 7)
        #expect(tokenizer.maximumLength == nil)
    }

    @Test func `reads special tokens in a text only where it is told to`() throws {
        let tokenizer = try Tokenizer(json: Array(Self.small.utf8))
        func ids(_ control: ControlReading) -> [Int32] {
            tokenizer.encode("a[CLS]a", surrounded: false, control: control)
        }
        #expect(ids(.parsed) == [6, 1, 6])
        #expect(ids(.asText) == [6, 0, 0, 0, 6])
        #expect(tokenizer.encode("a", surrounded: true, control: .asText) == [1, 6, 2])
        #expect(tokenizer.generative == nil)
    }

    static let unsupported: [(String, String, String)] = [
        ("\"WordPiece\"", "\"BPE\"", "model"),
        ("\"BertNormalizer\"", "\"NFKC\"", "normalizer"),
        ("\"BertPreTokenizer\"", "\"ByteLevel\"", "pre_tokenizer"),
        ("\"BertProcessing\"", "\"RobertaProcessing\"", "post_processor"),
        ("\"version\":\"1.0\"", "\"version\":\"2.0\"", "version"),
        ("\"normalized\":false", "\"normalized\":true", "added token with normalized"),
        ("\"single_word\":false", "\"single_word\":true", "added token with single_word"),
        (
            "\"truncation\":null", "\"truncation\":{\"direction\":\"Left\",\"max_length\":5}",
            "truncation.direction"
        ),
    ]

    @Test(arguments: unsupported)
    func `is refused by the name of what is not done`(
        old: String, new: String, field: String
    ) throws {
        let error = #expect(throws: TokenizerError.self) {
            try Self.reading { $0.replacing(old, with: new) }
        }
        guard case .unsupported(field, _) = error else {
            Issue.record("\(field): \(String(describing: error))")
            return
        }
    }

    static let broken: [(String, String, TokenizerError)] = [
        ("\"un\":3", "\"un\":-3", .invalidField("model.vocab.un")),
        ("\"un\":3", "\"un\":99999999999", .invalidField("model.vocab.un")),
        ("\"un\":3", "\"un\":2.5", .invalidField("model.vocab.un")),
        ("\"un\":3", "\"un\":2", .ambiguousPiece("un")),
        ("\"unk_token\":\"[UNK]\"", "\"unk_token\":\"[X]\"", .unknownPiece("[X]")),
        ("\"id\":1", "\"id\":2", .ambiguousPiece("[CLS]")),
        ("word\":100", "word\":0", .invalidField("model.max_input_chars_per_word")),
        ("word\":100", "word\":4000000000", .invalidField("model.max_input_chars_per_word")),
        ("\"sep\":[\"[SEP]\",2]", "\"sep\":2", .invalidField("post_processor.sep")),
        ("\"clean_text\":true", "\"clean_text\":1", .invalidField("normalizer.clean_text")),
        ("\"model\":{", "\"model\":[],\"x\":{", .invalidField("model")),
        ("\"content\":\"[CLS]\"", "\"content\":\"\"", .invalidField("added_tokens.content")),
    ]

    @Test(arguments: broken)
    func `is refused when a field is broken`(
        old: String, new: String, error: TokenizerError
    ) {
        #expect(throws: error) { try Self.reading { $0.replacing(old, with: new) } }
    }

    @Test func `has pieces and added tokens that look alike, each with its id`() throws {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(
            contentsOf: repository.appendingPathComponent("Fuzz/Corpus/tokenizer/alike"))
        let tokenizer = try WordPieceTokenizer(json: [UInt8](file))
        let likes = [
            "caf\u{E9}", "cafe\u{301}", "K", "\u{212A}", ";", "\u{37E}", "\u{AC00}",
            "\u{1100}\u{1161}",
        ]
        for (number, name) in likes.enumerated() {
            #expect(tokenizer.identifier(of: name) == Int32(3 + number))
            #expect(tokenizer.encode(name, maximumTokens: 9) == [1, Int32(3 + number), 2])
        }
    }

    @Test func `is refused where an added token has another's id, however alike`() {
        let second =
            "},{\"id\":1,\"content\":\"[CLS\u{212A}]\",\"normalized\":false}],"
            + "\"normalizer\""
        #expect(throws: TokenizerError.ambiguousPiece("[CLS\u{212A}]")) {
            try Self.reading {
                $0.replacing("[CLS]\",\"single", with: "[CLSK]\",\"single")
                    .replacing("\"[CLS]\":1", with: "\"[CLSK]\":1")
                    .replacing("}],\n\"normalizer\"", with: second)
            }
        }
    }

    @Test func `is called what it is when it is another file`() {
        let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8)
        let error = #expect(throws: TokenizerError.mistaken(.gitLFSPointer)) {
            try WordPieceTokenizer(json: pointer)
        }
        #expect(error?.description.hasPrefix("tokenizer.json is a git-lfs pointer") == true)
    }

    @Test(arguments: 0..<3_000)
    func `never traps when its bytes are changed`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "tokenizer.json")
        var bytes = Array(Self.small.utf8)
        for _ in 0...random.below(4) {
            let position = Int(random.below(UInt64(bytes.count)))
            switch random.below(4) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(bytes[Int(random.below(UInt64(bytes.count)))], at: position)
            default: bytes.removeSubrange(position..<min(bytes.count, position + 9))
            }
        }
        guard let tokenizer = try? WordPieceTokenizer(json: bytes) else { return }
        _ = tokenizer.encode("Unable [CLS] é 中 \u{1D165}", maximumTokens: 12)
    }
}

extension String {
    /// The text with each occurrence of another replaced.
    func replacing(_ old: String, with new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
