/// One text on its way to tokens: parted at added tokens, normalised, parted into words, cut.
struct BytePairReading {
    private(set) var tokens: [TokenSpan] = []

    private let tokenizer: BytePairTokenizer
    private let control: ControlReading
    private let room: Int
    private var chain = SymbolChain()
    private var composition = CanonicalComposition()

    init(tokenizer: BytePairTokenizer, control: ControlReading, room: Int) {
        self.tokenizer = tokenizer
        self.control = control
        self.room = room
    }

    /// Takes in valid UTF-8 until it ends or `room` tokens are there.
    mutating func read(_ bytes: [UInt8]) {
        let text = AlignedText(original: bytes)
        var parts = TextParts(of: bytes.indices, tokens: tokenizer.rawTokens, control: control)
        while tokens.count < room, let part = parts.next(in: bytes) {
            switch part {
            case .token(let id, let range): tokens.append(TokenSpan(id: id, bytes: range))
            case .text(let range): normalize(text, range)
            }
        }
    }

    private mutating func normalize(_ text: AlignedText, _ range: Range<Int>) {
        switch tokenizer.normalization {
        case .none: readNormalized(text, range)
        case .marking(let marking):
            let marked = marking.marked(text, range)
            readNormalized(marked, marked.bytes.indices)
        case .composition:
            guard let composed = composition.composing(text, range) else {
                return readNormalized(text, range)
            }
            readNormalized(composed, composed.bytes.indices)
        }
    }

    private mutating func readNormalized(_ text: AlignedText, _ range: Range<Int>) {
        var parts = TextParts(of: range, tokens: tokenizer.normalizedTokens, control: control)
        while tokens.count < room, let part = parts.next(in: text.bytes) {
            switch part {
            case .token(let id, let range):
                tokens.append(TokenSpan(id: id, bytes: text.origin(of: range)))
            case .text(let range): mark(text, range)
            }
        }
    }

    private mutating func mark(_ text: AlignedText, _ range: Range<Int>) {
        guard let marking = tokenizer.marking else { return split(text, range, by: 0) }
        let marked = marking.marked(text, range)
        split(marked, marked.bytes.indices, by: 0)
    }

    /// Parts the range by the pattern of that number and each part by those after it.
    private mutating func split(_ text: AlignedText, _ range: Range<Int>, by number: Int) {
        guard number < tokenizer.patterns.count else { return cut(text, range) }
        let pattern = tokenizer.patterns[number]
        var start = range.lowerBound
        while start < range.upperBound, tokens.count < room {
            let end = pattern.partEnd(in: text.bytes, start..<range.upperBound)
            split(text, start..<end, by: number + 1)
            start = end
        }
    }

    private mutating func cut(_ text: AlignedText, _ word: Range<Int>) {
        tokenizer.model.cut(text.bytes, word, control: control, into: &chain)
        for symbol in chain.symbols where symbol.id >= 0 {
            let range = text.origin(of: symbol.start..<symbol.end)
            tokens.append(TokenSpan(id: symbol.id, bytes: range))
        }
    }
}
