import Testing
import Tokenizers

@Suite struct `A tokenizer by its description` {
    @Test func `cuts as the one that the model names`() throws {
        let tokenizer = try Tokenizer(json: ModelFolder.tokenizerJSON())
        let named = try ModelFolder.tokenizer()
        for text in ["", "a tokenizer", "ÉCOLE, 学校"] {
            let ids = named.encode(text, maximumTokens: 8)
            #expect(tokenizer.encode(text, maximumTokens: 8) == ids)
            #expect(try tokenizer.encode(utf8: Array(text.utf8), maximumTokens: 8) == ids)
        }
        #expect(tokenizer.identifierCount == named.identifierCount)
        #expect(tokenizer.surroundingCount == 2 && tokenizer.lowercases)
        #expect(tokenizer.maximumLength == named.maximumLength)
    }

    @Test func `is refused by the name of a model that is not supported`() throws {
        let text = String(decoding: try ModelFolder.tokenizerJSON(), as: UTF8.self)
        let other = Array(text.replacing("\"WordPiece\"", with: "\"Unigram\"").utf8)
        #expect(throws: TokenizerError.unsupported(field: "model", value: "Unigram")) {
            try Tokenizer(json: other)
        }
    }
}
