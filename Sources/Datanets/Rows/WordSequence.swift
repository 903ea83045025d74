/// The words of a text, as duplicates are judged by.
///
/// ASCII letters are lowered, every other ASCII character except digits ends a word, and every
/// byte from 0x80 on belongs to a word. The rule needs no Unicode tables, so that it gives the
/// same words with every version of every tool; the price is that an accented capital and its
/// small letter differ.
package enum WordSequence {
    /// The words in order, as UTF-8 bytes.
    package static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte + 32)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                0x80...0xFF:
                word.append(byte)
            default:
                if !word.isEmpty { words.append(word) }
                word = []
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// The words with one space between: two texts with the same one are the same text for a
    /// reader.
    package static func normalised(_ text: String) -> [UInt8] {
        Array(words(of: text).joined(separator: [UInt8(ascii: " ")]))
    }
}
