import Foundation
import Testing
import Tokenizers
import Wire

/// 60,000 strings made to annoy, against PyPI's tokenizers 0.23.3.
///
/// scripts/fixtures/nasty-strings.py makes the same strings from the same seeds, and has written a
/// digest of the reference's ids for each hundred.
@Suite struct `Strings made to annoy` {
    /// Ranges of scalars, first and count; the surrogates lie in none.
    static let ranges: [(UInt32, UInt64)] = [
        (0x20, 0x5F), (0x00, 0x20), (0x7F, 0x181), (0x300, 0x70), (0x370, 0x290), (0x600, 0x200),
        (0x900, 0x580), (0xF00, 0x200), (0x1100, 0x100), (0x1DC0, 0x240), (0x2000, 0xC00),
        (0x2C00, 0x800), (0x3400, 0x6C00), (0xA000, 0xC00), (0xAC00, 0x2BA4), (0xE000, 0x2000),
        (0x10000, 0x2000), (0x1D000, 0x800), (0x1E000, 0xA00), (0x1F000, 0xB00),
        (0x20000, 0xF000), (0xE0000, 0x200), (0x10FF00, 0x100),
    ]
    static let pieces = [
        "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "[mask]", "##", "##ing", "unbelievable",
        "\u{130}", "\u{1E9B}\u{323}", "\u{3A3}\u{3C2}", "\u{345}", "\u{200D}", "\u{FEFF}",
        "\u{FFFD}", "\u{AD}", "e\u{301}\u{323}", "\u{1100}\u{1161}\u{11A8}", "\u{D55C}",
        "\u{4E2D}\u{6587}", String(repeating: "a", count: 101),
        String(repeating: "\u{301}", count: 20), "don't", "\r\n", "\u{2028}", "\u{0}", "\u{85}",
        " ", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    ]

    /// SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
    struct Draws {
        var state: UInt64

        mutating func below(_ bound: UInt64) -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (z ^ (z >> 31)) % bound
        }
    }

    static func text(_ draws: inout Draws) throws -> String {
        var text = ""
        for _ in 0..<draws.below(8) {
            if draws.below(3) == 0 {
                text += pieces[Int(draws.below(UInt64(pieces.count)))]
            } else {
                let (first, count) = ranges[Int(draws.below(UInt64(ranges.count)))]
                for _ in 0..<1 + draws.below(6) {
                    let scalar = Unicode.Scalar(first + UInt32(draws.below(count)))
                    text.unicodeScalars.append(try #require(scalar))
                }
            }
        }
        return text
    }

    @Test func `become the reference's ids`() throws {
        let tokenizer = try ModelFolder.tokenizer()
        let url = try #require(
            Bundle.module.url(
                forResource: "nasty-digests", withExtension: "txt", subdirectory: "Fixtures"))
        let digests = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        #expect(digests.count == 600)
        for (block, digest) in digests.enumerated() {
            var draws = Draws(state: UInt64(block))
            var ids = ""
            for _ in 0..<100 {
                let text = try Self.text(&draws)
                ids += tokenizer.encode(text, maximumTokens: 64).map(String.init)
                    .joined(separator: " ")
                ids += "\n"
            }
            #expect(Digest.sha256(Array(ids.utf8)).hex.hasPrefix(digest), "block \(block)")
        }
    }
}
