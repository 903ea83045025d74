/// How a mark stands for the space between words, and before the first one.
///
/// SentencePiece writes `▁` (https://github.com/google/sentencepiece), GPT-2 a space itself.
struct SpaceMarking: Sendable {
    enum Prefix: Sendable {
        case never
        /// Before every part of a text.
        case always
        /// Before every part that does not begin with the mark.
        case unlessMarked
        /// As `unlessMarked`, but only where the text begins.
        case firstUnlessMarked
    }

    /// U+2581, lower one eighth block.
    static let block = Array("\u{2581}".utf8)

    var mark = SpaceMarking.block
    var replacesSpaces = true
    var prefix = Prefix.never

    /// The part of the text with its spaces marked; `start` is where it begins in the original.
    func marked(_ text: AlignedText, _ range: Range<Int>) -> AlignedText {
        var marked = AlignedText(derivedFrom: text)
        let start = text.origin(of: range).lowerBound
        if prefixes(text.bytes, range, start: start) { marked.append(mark, for: start..<start) }
        guard replacesSpaces else {
            marked.append(text, range)
            return marked
        }
        var plain = range.lowerBound
        for position in range where text.bytes[position] == UInt8(ascii: " ") {
            marked.append(text, plain..<position)
            marked.append(mark, for: text.origin(of: position..<position + 1))
            plain = position + 1
        }
        marked.append(text, plain..<range.upperBound)
        return marked
    }

    private func prefixes(_ bytes: [UInt8], _ range: Range<Int>, start: Int) -> Bool {
        guard !range.isEmpty else { return false }
        switch prefix {
        case .never: return false
        case .always: return true
        case .unlessMarked: return !isMarked(bytes, range)
        case .firstUnlessMarked: return start == 0 && !isMarked(bytes, range)
        }
    }

    private func isMarked(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        if replacesSpaces, bytes[range.lowerBound] == UInt8(ascii: " ") { return true }
        return bytes[range].starts(with: mark)
    }
}
