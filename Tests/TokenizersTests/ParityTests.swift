import Testing
import Tokenizers
import Wire

/// Held against PyPI's tokenizers 0.23.3; scripts/fixtures/tokenizer-fixtures.py writes the lines.
@Suite struct `A WordPiece tokenizer` {
    @Test func `gives the reference's ids for texts of every script`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        let lines = try ModelFolder.fixture("tokens")
        #expect(lines.count == 3_000)
        for line in lines {
            let text = try #require(line["text"]?.stringValue)
            #expect(tokenizer.encode(text, maximumTokens: 64) == line["ids"]?.ids, "\(line.text)")
        }
    }

    @Test func `gives the reference's ids whatever the normaliser is told`() throws {
        let file = try JSONValue(parsing: ModelFolder.tokenizerJSON(), limit: 1 << 20)
        var tokenizers: [String: WordPieceTokenizer] = [:]
        for line in try ModelFolder.fixture("options") {
            let flags = try #require(line["normalizer"])
            if tokenizers[flags.text] == nil {
                let type = [("type", JSONValue.string("BertNormalizer"))]
                let normalizer = JSONValue.object(type + (flags.members ?? []))
                let changed = file.replacing("normalizer", by: normalizer)
                tokenizers[flags.text] = try WordPieceTokenizer(json: CanonicalJSON.encode(changed))
            }
            let text = try #require(line["text"]?.stringValue)
            let limit = try #require(line["limit"]?.integerValue)
            let ids = tokenizers[flags.text]?.encode(text, maximumTokens: Int(limit))
            #expect(ids == line["ids"]?.ids, "\(line.text)")
        }
        #expect(tokenizers.count == 16)
    }

    @Test func `cuts a long text to the beginning of its full ids`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        for line in try ModelFolder.fixture("tokens").prefix(600) {
            let text = try #require(line["text"]?.stringValue)
            let full = tokenizer.encode(text, maximumTokens: 1 << 20)
            for limit in [2, 3, 5, 17] where full.count > limit {
                let expected = Array(full.prefix(limit - 1)) + [102]
                #expect(tokenizer.encode(text, maximumTokens: limit) == expected)
            }
        }
    }

    @Test func `never gives more ids than asked for`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        #expect(tokenizer.encode("some words", maximumTokens: -1) == [])
        #expect(tokenizer.encode("some words", maximumTokens: 0) == [])
        #expect(tokenizer.encode("some words", maximumTokens: 1) == [101])
        #expect(tokenizer.encode("some words", maximumTokens: 2) == [101, 102])
    }

    @Test func `reads UTF-8 as it reads a string`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        for text in ["", "plain", "Größe [MASK] 中文", "e\u{301}"] {
            #expect(
                try tokenizer.encode(utf8: Array(text.utf8), maximumTokens: 16)
                    == tokenizer.encode(text, maximumTokens: 16))
        }
    }

    @Test(
        arguments: [
            [0x61, 0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x61, 0xF0, 0x9F, 0x92], [0xFF],
        ] as [[UInt8]])
    func `refuses what is no UTF-8`(bytes: [UInt8]) throws {
        let tokenizer = try ModelFolder.tokenizer()
        let offset = bytes.first == 0x61 ? 1 : 0
        #expect(throws: TokenizerError.invalidUTF8(offset: offset)) {
            try tokenizer.encode(utf8: bytes, maximumTokens: 16)
        }
        // Also where truncation would not have read that far.
        #expect(throws: TokenizerError.self) {
            try tokenizer.encode(utf8: Array("a b c d ".utf8) + bytes, maximumTokens: 3)
        }
    }

    @Test(arguments: ["a", "\u{302E}", "\u{301}", "가", "[MASK", "\u{0}", "!"])
    func `takes a cell of ten megabytes`(unit: String) throws {
        let tokenizer = try ModelFolder.tokenizer()
        let cell = String(repeating: unit, count: 10_000_000 / unit.utf8.count)
        #expect(tokenizer.encode(cell, maximumTokens: 256).count <= 256)
    }

    @Test func `knows its pieces`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        #expect(tokenizer.identifier(of: "[CLS]") == 101)
        #expect(tokenizer.identifier(of: "##ing") == 2_075)
        #expect(tokenizer.identifier(of: "no such piece") == nil)
        #expect(tokenizer.identifierCount == 30_522)
        #expect(tokenizer.maximumLength == 128)
        #expect(tokenizer.surroundingCount == 2)
        #expect(tokenizer.lowercases)
    }
}
