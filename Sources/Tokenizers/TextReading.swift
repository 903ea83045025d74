/// One text on its way through the tokenizer: cleaned, split and cut in a single pass.
///
/// The steps of the reference work on the whole text one after another. Each looks at no more than
/// a scalar and, for the order of combining marks, at the marks around it, so one pass gives the
/// same; and because tokens come out in order, it can stop as soon as enough of them are there.
struct TextReading {
    private(set) var ids: [Int32] = []

    private let tokenizer: WordPieceTokenizer
    private let facts: [UnicodeTables.Facts]
    private let control: ControlReading
    private let room: Int
    private var word: [UInt8] = []
    private var wordLength = 0
    private var hashes: [UInt32]
    /// Nonstarters that accent stripping keeps, until a starter settles their order.
    private var reordered: [(scalar: UInt32, combiningClass: UInt8)] = []

    init(tokenizer: WordPieceTokenizer, control: ControlReading, room: Int) {
        self.tokenizer = tokenizer
        self.control = control
        self.room = room
        facts = UnicodeTables.facts
        hashes = Array(repeating: 0, count: 4 * (tokenizer.maximumWordLength + 1))
        word.reserveCapacity(hashes.count)
    }

    /// Takes in valid UTF-8 until it ends or more than `room` ids are there.
    mutating func read(_ text: borrowing Span<UInt8>) {
        var position = 0
        while position < text.count, ids.count < room {
            let step = tokenizer.steps[Int(text[position])]
            if case .perhapsAdded(let otherwise) = step {
                let tokens = tokenizer.addedTokens
                if let match = tokens.match(in: text, at: position, end: text.count) {
                    let end = position + match.count
                    if match.token.isSpecial, control == .asText {
                        takeAsText(text, until: end, at: &position)
                    } else {
                        endPart()
                        ids.append(match.token.id)
                        position = end
                    }
                } else {
                    take(otherwise, in: text, at: &position)
                }
            } else {
                take(step, in: text, at: &position)
            }
        }
        endPart()
    }

    /// Takes the bytes of a token that is not read; none is looked for within it.
    private mutating func takeAsText(
        _ text: borrowing Span<UInt8>, until end: Int, at position: inout Int
    ) {
        while position < end {
            let step = tokenizer.steps[Int(text[position])]
            if case .perhapsAdded(let otherwise) = step {
                take(otherwise, in: text, at: &position)
            } else {
                take(step, in: text, at: &position)
            }
        }
    }

    private mutating func take(
        _ step: ByteStep, in text: borrowing Span<UInt8>, at position: inout Int
    ) {
        switch step {
        case .joins(let byte):
            settleOrder()
            join(byte)
            position += 1
        case .separates:
            separate()
            position += 1
        case .stands:
            settleOrder()
            endWord()
            join(text[position])
            endWord()
            position += 1
        case .removed:
            position += 1
        case .leads, .perhapsAdded:
            clean(scalar(in: text, at: &position))
        }
    }

    /// Decodes the scalar beyond ASCII at the position and steps over it.
    private func scalar(in text: borrowing Span<UInt8>, at position: inout Int) -> UInt32 {
        let lead = UInt32(text[position])
        let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = lead & (0x7F >> UInt32(count))
        for following in 1..<count {
            value = value << 6 | UInt32(text[position + following] & 0x3F)
        }
        position += count
        return value
    }
}

// MARK: - Cleaning

extension TextReading {
    private mutating func clean(_ scalar: UInt32) {
        let about = facts[Int(scalar)]
        if tokenizer.cleaning.cleansText {
            if about.contains(.removed) { return }
            if about.contains(.separator) { return separate() }
        }
        guard tokenizer.cleaning.separatesIdeographs, about.contains(.ideograph) else {
            return decompose(scalar)
        }
        separate()
        decompose(scalar)
        separate()
    }

    private mutating func decompose(_ scalar: UInt32) {
        guard tokenizer.cleaning.stripsAccents else { return lowercase(scalar) }
        guard facts[Int(scalar)].contains(.decomposes) else { return strip(scalar) }
        UnicodeTables.decompose(scalar) { strip($0) }
    }

    /// Drops nonspacing marks and holds spacing nonstarters back until their order is known.
    private mutating func strip(_ scalar: UInt32) {
        let about = facts[Int(scalar)]
        if about.contains(.nonstarter) {
            guard !about.contains(.nonspacingMark) else { return }
            let combiningClass = UnicodeTables.combiningClass(of: scalar)
            reordered.append((scalar, combiningClass))
            return
        }
        // A nonspacing mark may be a starter: it parts the marks around it, then goes.
        settleOrder()
        guard !about.contains(.nonspacingMark) else { return }
        lowercase(scalar)
    }

    /// The canonical ordering algorithm: a stable sort by combining class between starters.
    private mutating func settleOrder() {
        guard !reordered.isEmpty else { return }
        let sorted = reordered.enumerated().sorted {
            ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
        }
        reordered.removeAll(keepingCapacity: true)
        for entry in sorted { lowercase(entry.element.scalar) }
    }

    private mutating func lowercase(_ scalar: UInt32) {
        guard tokenizer.cleaning.lowercases, facts[Int(scalar)].contains(.hasLowercase) else {
            return split(scalar)
        }
        UnicodeTables.lowercase(scalar) { split($0) }
    }
}

// MARK: - Splitting into words

extension TextReading {
    private mutating func split(_ scalar: UInt32) {
        let about = facts[Int(scalar)]
        if about.contains(.separator) { return endWord() }
        guard about.contains(.punctuation) else { return join(scalar: scalar) }
        endWord()
        join(scalar: scalar)
        endWord()
    }

    private mutating func join(_ byte: UInt8) {
        wordLength += 1
        // An overlong word becomes the unknown token: its bytes are not kept.
        if wordLength <= tokenizer.maximumWordLength { word.append(byte) }
    }

    private mutating func join(scalar value: UInt32) {
        guard value >= 0x80 else { return join(UInt8(truncatingIfNeeded: value)) }
        wordLength += 1
        guard wordLength <= tokenizer.maximumWordLength else { return }
        switch value {
        case ..<0x800:
            word.append(0xC0 | UInt8(value >> 6))
        case ..<0x10000:
            word.append(0xE0 | UInt8(value >> 12))
            word.append(0x80 | UInt8(value >> 6 & 0x3F))
        default:
            word.append(0xF0 | UInt8(value >> 18))
            word.append(0x80 | UInt8(value >> 12 & 0x3F))
            word.append(0x80 | UInt8(value >> 6 & 0x3F))
        }
        word.append(0x80 | UInt8(value & 0x3F))
    }

    private mutating func separate() {
        settleOrder()
        endWord()
    }

    /// Between two added tokens every part of the text is cleaned by itself.
    private mutating func endPart() {
        separate()
    }

    private mutating func endWord() {
        guard wordLength > 0 else { return }
        cutWord()
        word.removeAll(keepingCapacity: true)
        wordLength = 0
    }
}

// MARK: - Cutting words into pieces

extension TextReading {
    /// Takes the longest piece from the left, again and again; one gap makes the word unknown.
    private mutating func cutWord() {
        guard wordLength <= tokenizer.maximumWordLength else {
            return ids.append(tokenizer.unknown)
        }
        let before = ids.count
        var start = 0
        while start < word.count {
            let table = start == 0 ? tokenizer.words : tokenizer.continuations
            guard let match = table.longestMatch(in: word, from: start, hashes: &hashes) else {
                ids.removeLast(ids.count - before)
                return ids.append(tokenizer.unknown)
            }
            ids.append(match.id)
            start = match.end
        }
    }
}
