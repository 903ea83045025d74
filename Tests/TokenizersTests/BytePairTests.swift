import Testing
import Tokenizers
import Wire

@Suite struct `Byte-pair encoding` {
    static let names = [
        "gpt2", "llama3", "qwen2", "llama2", "metaspace", "smollm2", "sentencepiece",
    ]

    static func tokenizer(_ name: String) throws -> BytePairTokenizer {
        try BytePairFolder.committed().tokenizer(name)
    }

    static let texts =
        (0..<240).filter { $0 % 12 == 0 }.flatMap { BytePairCorpus.block($0).prefix(25) }

    @Test(arguments: ["gpt2", "llama3"])
    func `covers every byte of a text once, by the token that stands for it`(
        name: String
    ) throws {
        let tokenizer = try Self.tokenizer(name)
        for text in Self.texts {
            let bytes = Array(text.utf8)
            var end = 0
            for span in tokenizer.spans(of: text, surrounded: false, control: .parsed) {
                #expect(span.bytes.lowerBound == end)
                #expect(tokenizer.bytes(of: span.id) == Array(bytes[span.bytes]))
                end = span.bytes.upperBound
            }
            #expect(end == bytes.count)
        }
    }

    @Test(arguments: ["qwen2", "llama2", "metaspace", "sentencepiece"])
    func `covers every byte of a text that is changed before it is cut`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        for text in Self.texts {
            let count = text.utf8.count
            var covered = [Bool](repeating: false, count: count)
            for span in tokenizer.spans(of: text, surrounded: true, control: .parsed) {
                #expect((0...count).contains(span.bytes.upperBound))
                for position in span.bytes { covered[position] = true }
            }
            #expect(!covered.contains(false), "\(text)")
        }
    }

    @Test func `gives all parts of a composed character to each of its tokens`() throws {
        let tokenizer = try Self.tokenizer("qwen2")
        let spans = tokenizer.spans(of: "ne\u{301}\u{323}", surrounded: false, control: .parsed)
        // The lower mark joins the letter over the upper one.
        let joined = spans.filter { $0.bytes.lowerBound == 1 }
        #expect(!joined.isEmpty && joined.allSatisfy { $0.bytes.upperBound == 6 })
        let same = tokenizer.encode("n\u{1EB9}\u{301}", surrounded: false, control: .parsed)
        #expect(spans.map(\.id) == same)
    }

    @Test(arguments: names)
    func `takes a million times the same letter`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        for letter in ["a", " ", "\n", "7", "'", "\u{301}", "\u{1161}", "\u{2581}", "<"] {
            let count = letter == "a" || letter == " " ? 1_000_000 : 100_000
            let text = String(repeating: letter, count: count)
            let spans = tokenizer.spans(of: text, surrounded: false, control: .parsed)
            #expect(spans.last.map { $0.bytes.upperBound == text.utf8.count } ?? true)
        }
        let texts = ["<|im_start|>", "<|im_start", " \n ", "e\u{301}", "<pad> "]
        for text in texts.map({ String(repeating: $0, count: 30_000) }) {
            #expect(!tokenizer.encode(text, surrounded: true, control: .asText).isEmpty)
        }
    }

    @Test(arguments: names)
    func `lets no text become a token that steers the model, unless it is told to`(
        name: String
    ) throws {
        let tokenizer = try Self.tokenizer(name)
        let controls = BytePairCorpus.pieces.filter { $0.hasPrefix("<") } + ["<pad>"]
        for text in Self.texts + controls + controls.map({ "a \($0)b" }) {
            let ids = tokenizer.encode(text, surrounded: false, control: .asText)
            #expect(!ids.contains(where: tokenizer.isSpecial), "\(text)")
        }
        let known = controls.filter {
            tokenizer.identifier(of: $0).map(tokenizer.isSpecial) == true
        }
        #expect(!known.isEmpty)
        for text in known {
            let ids = tokenizer.encode("a\(text)a", surrounded: false, control: .parsed)
            #expect(ids.contains(where: tokenizer.isSpecial), "\(text)")
        }
    }

    @Test(arguments: names)
    func `cuts a long text to the beginning of its full ids`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        let around = tokenizer.surroundingCount
        for text in Self.texts.prefix(60) {
            let full = tokenizer.encode(text, surrounded: false, control: .parsed)
            for limit in [around, around + 1, around + 7, 100_000] {
                let ids = tokenizer.encode(text, maximumTokens: limit)
                let kept = full.prefix(limit - around)
                #expect(ids == tokenizer.prefix + kept + tokenizer.suffix)
                #expect(try tokenizer.encode(utf8: Array(text.utf8), maximumTokens: limit) == ids)
            }
        }
        #expect(tokenizer.encode("x", maximumTokens: -1) == [])
        #expect(throws: TokenizerError.invalidUTF8(offset: 1)) {
            try tokenizer.encode(utf8: [0x61, 0x80], maximumTokens: 9)
        }
    }

    @Test func `knows its pieces`() throws {
        let tokenizer = try Self.tokenizer("smollm2")
        #expect(tokenizer.identifier(of: "<|im_end|>") == 2 && tokenizer.isSpecial(2))
        #expect(tokenizer.identifier(of: "Ġt") == 252 && !tokenizer.isSpecial(252))
        #expect(tokenizer.bytes(of: 252) == Array(" t".utf8))
        #expect(tokenizer.bytes(of: 2) == Array("<|im_end|>".utf8))
        #expect(tokenizer.bytes(of: Int32(tokenizer.identifierCount)) == nil)
        #expect(tokenizer.identifier(of: "no such piece") == nil)
        let fallingBack = try Self.tokenizer("llama2")
        let byte = try #require(fallingBack.identifier(of: "<0xE2>"))
        #expect(fallingBack.bytes(of: byte) == [0xE2])
    }

    @Test func `is one of a tokenizer's ways`() throws {
        let json = try BytePairFolder.committed().bytes("llama3.tokenizer.json")
        let tokenizer = try Tokenizer(json: json)
        let named = try BytePairTokenizer(json: json)
        let ids = named.encode("Hello<|eot_id|>", surrounded: true, control: .parsed)
        #expect(tokenizer.encode("Hello<|eot_id|>", surrounded: true, control: .parsed) == ids)
        #expect(tokenizer.encode("Hello<|eot_id|>", maximumTokens: 99) == ids)
        #expect(tokenizer.generative?.decode(ids, control: .skipped) == "Hello")
        #expect(tokenizer.surroundingCount == 1 && !tokenizer.lowercases)
        #expect(tokenizer.identifierCount == 1206 && tokenizer.maximumLength == nil)
        #expect(throws: TokenizerError.unsupported(field: "model", value: "BPE")) {
            try WordPieceTokenizer(json: json)
        }
        #expect(throws: TokenizerError.unsupported(field: "model", value: "WordPiece")) {
            try BytePairTokenizer(json: Array(`A tokenizer's description`.small.utf8))
        }
    }
}
