import Node
import Testing

/// Tokens made by OpenAI's package tiktoken 0.14.0, encoding cl100k_base.
@Suite struct `The public token vocabulary` {
    @Test(arguments: [
        ("a fast web server", [64, 5043, 3566, 3622]),
        ("Straße — Überraschung", [77414, 24352, 2001, 31612, 65, 85484, 331, 2234]),
        (
            "日本語のテキスト 🕯️",
            [9080, 22656, 45918, 252, 16144, 57933, 62903, 71634, 11410, 243, 107, 31643]
        ),
        ("tab\tand\nline", [6323, 53577, 198, 1074]), ("", []),
    ])
    func `gives back the text`(text: String, tokens: [Int]) throws {
        #expect(try TokenVocabulary.committed().text(of: tokens) == text)
    }

    @Test func `shows that a text was cut within a character`() throws {
        let vocabulary = try TokenVocabulary.committed()
        #expect(vocabulary.text(of: [243]) == "\u{FFFD}")
        #expect(vocabulary.text(of: [64, 11410]) == "a \u{FFFD}")
    }

    @Test func `has no text for special tokens and other numbers`() throws {
        let vocabulary = try TokenVocabulary.committed()
        #expect(vocabulary.count == 100_256)
        for tokens in [[100_257], [100_256], [-1], [Int.max]] {
            #expect(vocabulary.text(of: tokens) == nil, "\(tokens)")
        }
    }

    @Test func `is refused when it ends within a token`() {
        #expect(TokenVocabulary(fileBytes: [1, 97, 2, 98]) == nil)
        #expect(TokenVocabulary(fileBytes: [1, 97])?.text(of: [0, 0]) == "aa")
    }
}
