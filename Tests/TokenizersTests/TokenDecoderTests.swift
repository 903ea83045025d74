import Testing
import Tokenizers
import Wire

@Suite struct `A token decoder` {
    static func tokenizer(_ name: String) throws -> BytePairTokenizer {
        try BytePairFolder.committed().tokenizer(name)
    }

    @Test(arguments: `Byte-pair encoding`.names)
    func `hands out what the whole decodes to, piece by piece`(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        for showing in [ControlShowing.shown, .skipped] {
            var decoder = TokenDecoder(tokenizer, control: showing)
            for number in 0..<4 {
                for ids in BytePairCorpus.lists(number, below: tokenizer.identifierCount + 2) {
                    var text = ""
                    for id in ids { text += decoder.append(id) }
                    text += decoder.finish()
                    let whole = tokenizer.decode(ids, control: showing)
                    #expect(Array(text.utf8) == Array(whole.utf8))
                }
            }
        }
    }

    @Test func `holds a character back until its last byte is there`() throws {
        let tokenizer = try Self.tokenizer("gpt2")
        var decoder = TokenDecoder(tokenizer, control: .shown)
        let bytes = try Array("é🙂".utf8).map { byte in
            try #require((0..<Int32(256)).first { tokenizer.bytes(of: $0) == [byte] })
        }
        #expect(bytes.map { decoder.append($0) } == ["", "é", "", "", "", "🙂"])
        #expect(decoder.append(bytes[2]) == "" && decoder.append(bytes[3]) == "")
        #expect(decoder.append(bytes[0]) == "\u{FFFD}")
        #expect(decoder.finish() == "\u{FFFD}")
        #expect(decoder.finish() == "")
    }

    @Test func `settles a run of byte pieces when it ends, all of it or none`() throws {
        let tokenizer = try Self.tokenizer("llama2")
        func ids(_ pieces: String...) throws -> [Int32] {
            try pieces.map { try #require(tokenizer.identifier(of: $0)) }
        }
        var decoder = TokenDecoder(tokenizer, control: .shown)
        let accent = try ids("<0xC3>", "<0xA9>", "▁the")
        #expect(accent.map { decoder.append($0) } == ["", "", "é the"])
        #expect(decoder.finish() == "")
        // Two bytes that are a character, and one that begins another.
        let broken = try ids("<0xC3>", "<0xA9>", "<0xE2>")
        #expect(broken.map { decoder.append($0) } == ["", "", ""])
        #expect(decoder.finish() == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test func `drops the space that was put before the text, and no other`() throws {
        let tokenizer = try Self.tokenizer("llama2")
        let text = " the  library"
        let ids = tokenizer.encode(text, surrounded: true, control: .parsed)
        #expect(tokenizer.decode(ids, control: .skipped) == text)
        #expect(tokenizer.decode(ids, control: .shown) == "<s> " + text + "</s>")
    }

    @Test func `leaves special tokens out, or not`() throws {
        let tokenizer = try Self.tokenizer("qwen2")
        let text = "<|im_start|>user\nHi<tool_call><|im_end|>"
        let ids = tokenizer.encode(text, surrounded: true, control: .parsed)
        #expect(tokenizer.decode(ids, control: .shown) == text)
        #expect(tokenizer.decode(ids, control: .skipped) == "user\nHi<tool_call>")
    }
}
