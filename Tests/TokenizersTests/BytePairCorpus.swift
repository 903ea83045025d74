import Tokenizers

/// 25,000 strings from seeds, 20,000 of them made to annoy, in blocks of 100.
///
/// scripts/fixtures/byte_pair_corpus.py makes the same ones.
enum BytePairCorpus {
    static let size = 100
    static let annoying = 200
    static let plain = 50
    static let lists = 10

    /// Ranges of scalars, first and count; the surrogates lie in none.
    static let ranges: [(UInt32, UInt64)] = [
        (0x20, 0x5F), (0x00, 0x20), (0x7F, 0x181), (0x300, 0x70), (0x370, 0x290), (0x600, 0x200),
        (0x900, 0x580), (0xF00, 0x200), (0x1100, 0x100), (0x1DC0, 0x240), (0x2000, 0xC00),
        (0x2C00, 0x800), (0x3400, 0x6C00), (0xA000, 0xC00), (0xAC00, 0x2BA4), (0xE000, 0x2000),
        (0x10000, 0x2000), (0x1D000, 0x800), (0x1E000, 0xA00), (0x1F000, 0xB00),
        (0x20000, 0xF000), (0xE0000, 0x200), (0x10FF00, 0x100), (0x11DC0, 0x30), (0x16EA0, 0x40),
        (0x18D00, 0x100), (0x30, 0x0A), (0x2150, 0x40), (0x20, 0x01), (0x09, 0x05),
        (0x1100, 0x100),
    ]
    static let pieces = [
        "<s>", "</s>", "<unk>", "<0x41>", "<|endoftext|>", "<|im_start|>", "<|im_end|>",
        "<|begin_of_text|>", "<|eot_id|>", "<|im_", "<tool_call>", "<|endoftext|><|im_end|>",
        "<pad> ", "'s", "'S", "'\u{17F}", "'ll", "'Re", "'vE", "don't", "'D", " 'm", "''t",
        "it's", " ", "  ", "   ", "\n", "\n\n", " \n", "\r\n", "\t", " \t ", "\u{A0}",
        "\u{3000}", "\u{2028}", "\u{85}", "1", "12", "1234567", " 42", "3.14", "\u{661}\u{662}",
        "\u{B2}", "\u{BD}", "\u{2167}", "\u{3007}", "Hello", " world", "library", " development",
        "package", "_x", "...", "!?", " =>", "})\n", "\u{C5}", "A\u{30A}", "e\u{301}\u{323}",
        "\u{344}", "\u{958}", "\u{212B}", "\u{1E9B}\u{323}", "\u{1100}\u{1161}\u{11A8}",
        "\u{D55C}", "\u{AC00}\u{11A8}", "\u{DD9}\u{DCF}", "\u{2ADC}", "\u{301}",
        "\u{327}\u{301}", "\u{FB01}", "\u{FEFF}", "\u{200D}", "\u{2581}", "\u{2581}\u{2581}a",
        "\u{FFFD}", "\u{1F468}\u{200D}\u{1F469}", "\u{1F1E9}\u{1F1EA}", "\u{2F800}",
        "\u{4E2D}\u{6587}", "\u{65E5}\u{672C}\u{8A9E}", "\u{43C}\u{438}\u{440}",
        "\u{E44}\u{E17}\u{E22}", String(repeating: "a", count: 40),
        String(repeating: "ab", count: 30),
    ]
    static let words = [
        "the", "of", "a", "and", "library", "runtime", "development", "files", "documentation",
        "Python", "module", "Perl", "tool", "for", "package", "game", "server", "client",
        "interface", "data", "simple", "fast", "text", "this", "is", "which", "provides", "can",
        "be", "used", "with", "editor", "support", "language", "version", "system", "from",
        "GNU", "3D", "2.0", "64-bit", "UTF-8", "http://example.org", "e.g.", "I'm", "we'll",
        "they've", "it's", "O'Neil", "na\u{EF}ve", "fa\u{E7}ade", "Gr\u{F6}\u{DF}e",
        "\u{43C}\u{438}\u{440}", "\u{65E5}\u{672C}\u{8A9E}",
    ]
    static let joints = [
        " ", " ", " ", " ", "  ", "\n", ", ", ". ", "\r\n\r\n", "\t", "-", " (", ") ", "\n    ",
    ]

    /// The texts of a block.
    static func block(_ number: Int) -> [String] {
        var draws = `Strings made to annoy`.Draws(state: UInt64(number))
        return (0..<size).map { _ in
            number < annoying ? annoyingText(&draws) : plainText(&draws)
        }
    }

    /// Lists of ids below a bound, to be decoded.
    static func lists(_ number: Int, below bound: Int) -> [[Int32]] {
        var draws = `Strings made to annoy`.Draws(state: UInt64(1000 + number))
        return (0..<size).map { _ in
            (0..<draws.below(12)).map { _ in Int32(draws.below(UInt64(bound))) }
        }
    }

    private static func annoyingText(_ draws: inout `Strings made to annoy`.Draws) -> String {
        var text = ""
        for _ in 0..<draws.below(9) {
            if draws.below(2) == 0 {
                text += pieces[Int(draws.below(UInt64(pieces.count)))]
            } else {
                let (first, count) = ranges[Int(draws.below(UInt64(ranges.count)))]
                for _ in 0..<1 + draws.below(5) {
                    let scalar = Unicode.Scalar(first + UInt32(draws.below(count)))
                    text.unicodeScalars.append(contentsOf: scalar.map { [$0] } ?? [])
                }
            }
        }
        return text
    }

    private static func plainText(_ draws: inout `Strings made to annoy`.Draws) -> String {
        var text = ""
        for _ in 0..<1 + draws.below(30) {
            text += words[Int(draws.below(UInt64(words.count)))]
            text += joints[Int(draws.below(UInt64(joints.count)))]
        }
        return text
    }
}
