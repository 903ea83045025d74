/// Walks over a text and hands out its added tokens and what lies between them.
struct TextParts {
    enum Part {
        case text(Range<Int>)
        case token(id: Int32, Range<Int>)
    }

    private let tokens: AddedTokens
    private let control: ControlReading
    private let end: Int
    /// Where the text begins that is not handed out yet.
    private var start: Int
    /// A token that stands behind the text handed out last.
    private var waiting: (id: Int32, range: Range<Int>)?

    init(of range: Range<Int>, tokens: AddedTokens, control: ControlReading) {
        self.tokens = tokens
        self.control = control
        start = range.lowerBound
        end = range.upperBound
    }

    /// The next part of `text`, which is the same in every call; never an empty one.
    mutating func next(in text: [UInt8]) -> Part? {
        if let found = waiting {
            waiting = nil
            return .token(id: found.id, found.range)
        }
        guard start < end else { return nil }
        let from = start
        guard let (token, range) = nextToken(in: text) else {
            start = end
            return .text(from..<end)
        }
        start = range.upperBound
        guard from < range.lowerBound else { return .token(id: token.id, range) }
        waiting = (token.id, range)
        return .text(from..<range.lowerBound)
    }

    /// The leftmost token, the longest where several begin, with the white space that it takes.
    private func nextToken(in text: [UInt8]) -> (AddedToken, Range<Int>)? {
        guard !tokens.isEmpty else { return nil }
        var position = start
        while position < end {
            guard tokens.canBegin(with: text[position]),
                let match = tokens.match(in: text.span, at: position, end: end)
            else {
                position += 1
                continue
            }
            let after = position + match.count
            // One that is not read is passed over whole: a shorter one within it is not found.
            if match.token.isSpecial, control == .asText {
                position = after
                continue
            }
            let first = match.token.takesSpaceBefore ? spaceStart(in: text, to: position) : position
            let last = match.token.takesSpaceAfter ? spaceEnd(in: text, from: after) : after
            return (match.token, first..<last)
        }
        return nil
    }

    private func spaceStart(in text: [UInt8], to position: Int) -> Int {
        var first = position
        while first > start {
            var before = first - 1
            while before > start, text[before] & 0xC0 == 0x80 { before -= 1 }
            guard UTF8Scalar(in: text, at: before).classes.contains(.space) else { break }
            first = before
        }
        return first
    }

    private func spaceEnd(in text: [UInt8], from position: Int) -> Int {
        var last = position
        while last < end {
            let scalar = UTF8Scalar(in: text, at: last)
            guard scalar.classes.contains(.space) else { break }
            last += scalar.count
        }
        return last
    }
}
