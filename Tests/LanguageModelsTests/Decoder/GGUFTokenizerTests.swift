import LanguageModels
import Testing

@Suite struct `A GGUF file's tokenizer` {
    @Test func `is its parts`() throws {
        let file = try GGUFFile(path: DecoderFixtures.path("tiny-llama.gguf"))
        let tokenizer = try GGUFTokenizer(file)
        #expect(tokenizer.model == "gpt2" && tokenizer.pre == "smollm")
        #expect(tokenizer.tokens.count == 40 && tokenizer.tokens[1] == Array("<s>".utf8))
        // A token need not be UTF-8.
        #expect(tokenizer.tokens[3] == [0xFF, 0xFE] && tokenizer.tokens[39] == Array("t39".utf8))
        #expect(tokenizer.tokenTypes.prefix(4) == [2, 3, 3, 1])
        #expect(tokenizer.merges == [Array("t 4".utf8), Array("t 5".utf8)])
        #expect(tokenizer.scores.isEmpty)
        #expect(tokenizer.beginTokenID == 1 && tokenizer.endTokenID == 2)
        #expect(tokenizer.unknownTokenID == 0 && tokenizer.paddingTokenID == nil)
        #expect(tokenizer.addsBeginToken == true && tokenizer.addsEndToken == nil)
        #expect(tokenizer.addsSpacePrefix == false)
        #expect(tokenizer.chatTemplate == "{{ bos_token }}{{ messages[0]['content'] }}")
    }

    static let prefix = "tokenizer.ggml."
    static let sound: [(key: String, value: GGUFDraft.Value)] = [
        (prefix + "model", .text(Array("llama".utf8))),
        (prefix + "tokens", .array(type: 8, [.text([65]), .text([66])])),
        (prefix + "scores", .array(type: 6, [.f32(-1), .f32(-2.5)])),
        (prefix + "token_type", .array(type: 5, [.i32(1), .i32(6)])),
    ]

    static func reading(_ key: String, _ value: GGUFDraft.Value?) throws -> GGUFTokenizer {
        var draft = GGUFDraft()
        draft.keys = sound.filter { $0.key != key }
        if let value { draft.keys.append((key, value)) }
        return try GGUFTokenizer(GGUFFile(bytes: draft.bytes))
    }

    @Test func `may have scores in the place of merges`() throws {
        let tokenizer = try Self.reading("", nil)
        #expect(tokenizer.scores == [-1, -2.5] && tokenizer.tokenTypes == [1, 6])
        #expect(tokenizer.merges.isEmpty && tokenizer.pre == nil && tokenizer.chatTemplate == nil)
    }

    static let refused: [(key: String, value: GGUFDraft.Value?)] = [
        (prefix + "model", nil), (prefix + "model", .text([0xFF])), (prefix + "tokens", nil),
        (prefix + "tokens", .array(type: 8, [])), (prefix + "tokens", .array(type: 4, [.u32(1)])),
        (prefix + "scores", .array(type: 6, [.f32(1)])),
        (prefix + "scores", .array(type: 6, [.f32(1), .f32(.nan)])),
        (prefix + "token_type", .array(type: 5, [.i32(1)])),
        (prefix + "token_type", .array(type: 8, [.text([1]), .text([1])])),
        (prefix + "merges", .u32(1)), (prefix + "bos_token_id", .u32(2)),
        (prefix + "eos_token_id", .i32(-1)), (prefix + "add_bos_token", .u8(1)),
        ("tokenizer.chat_template", .array(type: 8, [])),
    ]

    @Test(arguments: refused.indices)
    func `is refused by its key`(index: Int) {
        let (key, value) = Self.refused[index]
        let error = #expect(throws: ModelFolderError.self) { try Self.reading(key, value) }
        #expect(error?.description.contains(key) == true)
    }
}
