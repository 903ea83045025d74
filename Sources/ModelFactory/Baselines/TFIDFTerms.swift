/// The terms of a text, as scikit-learn's `TfidfVectorizer` counts them: words of two or more
/// characters, and the 2- to 4-grams of characters of each blank-separated word with a space on
/// both sides (`analyzer="char_wb"`).
///
/// ASCII letters are lowered; every character that is not ASCII counts as a letter.
enum TFIDFTerms {
    /// A word, or up to four characters packed into a number with their count above them.
    enum Term: Hashable {
        case word([UInt32])
        case characters(UInt128)
    }

    static let gramLengths = 2...4

    /// All terms in order, repeated as often as they occur.
    static func terms(of text: String) -> [Term] {
        let scalars = text.unicodeScalars.map(lowered)
        var terms = words(of: scalars).map { Term.word($0) }
        for piece in scalars.split(whereSeparator: isBlank) {
            appendGrams(of: [0x20] + piece + [0x20], to: &terms)
        }
        return terms
    }

    private static func words(of scalars: [UInt32]) -> [[UInt32]] {
        scalars.split { !isWordCharacter($0) }.filter { $0.count >= 2 }.map(Array.init)
    }

    /// A word too short for a length is counted once at that length, as scikit-learn does.
    private static func appendGrams(of word: [UInt32], to terms: inout [Term]) {
        for length in gramLengths {
            guard word.count > length else {
                terms.append(.characters(packed(word[...])))
                return
            }
            for start in 0...(word.count - length) {
                terms.append(.characters(packed(word[start..<(start + length)])))
            }
        }
    }

    private static func packed(_ scalars: ArraySlice<UInt32>) -> UInt128 {
        scalars.reduce(UInt128(scalars.count)) { $0 << 21 | UInt128($1) }
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> UInt32 {
        ("A"..."Z").contains(scalar) ? scalar.value + 32 : scalar.value
    }

    private static func isWordCharacter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x30...0x39, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }

    private static func isBlank(_ scalar: UInt32) -> Bool {
        scalar == 0x20 || (0x09...0x0D).contains(scalar)
    }
}
