/// A piece of text, `[MASK]` say, that becomes one token wherever it occurs.
struct AddedToken: Sendable {
    let content: String
    let id: Int32
    /// Whether it steers the model, so that it is neither read in people's texts nor shown.
    var isSpecial = true
    /// Whether it takes the white space before it along (`lstrip`).
    var takesSpaceBefore = false
    /// Whether it takes the white space after it along (`rstrip`).
    var takesSpaceAfter = false
    /// Whether it is looked for after normalisation, normalised itself.
    var isNormalized = false
}

/// Added tokens, sorted so that the longest at a position is found by narrowing.
struct AddedTokens: Sendable {
    /// What ``match(in:at:end:)`` finds.
    struct Match {
        let count: Int
        let token: AddedToken
    }

    private let contents: [[UInt8]]
    private let tokens: [AddedToken]
    private let isFirst: [Bool]

    /// Tokens that are found by the bytes of their contents, which are not empty and differ.
    init(_ tokens: [AddedToken]) {
        self.init(tokens.map { (token: $0, bytes: Array($0.content.utf8)) })
    }

    /// Tokens that are found by other bytes, as in normalised text; not empty and different ones.
    init(_ spellings: [(token: AddedToken, bytes: [UInt8])]) {
        let sorted = spellings.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        contents = sorted.map(\.bytes)
        tokens = sorted.map(\.token)
        var isFirst = [Bool](repeating: false, count: 256)
        for content in contents { isFirst[Int(content[0])] = true }
        self.isFirst = isFirst
    }

    /// Whether there is none.
    var isEmpty: Bool { tokens.isEmpty }

    /// Whether any token begins with the byte.
    func canBegin(with byte: UInt8) -> Bool { isFirst[Int(byte)] }

    /// The longest token that the text has at the position, up to `end`.
    ///
    /// Byte by byte the tokens that agree so far become fewer, so that many alike ones cost no more
    /// than one.
    func match(in text: borrowing Span<UInt8>, at position: Int, end: Int) -> Match? {
        var low = 0
        var high = contents.count
        var longest: Match?
        var depth = 0
        while low < high, position + depth < end {
            let byte = text[position + depth]
            low = firstIndex(from: low, to: high, at: depth) { $0 >= byte }
            high = firstIndex(from: low, to: high, at: depth) { $0 > byte }
            depth += 1
            // The shortest of those that begin alike stands first.
            if low < high, contents[low].count == depth {
                longest = Match(count: depth, token: tokens[low])
                low += 1
            }
        }
        return longest
    }

    /// The first of the contents in the range whose byte at `depth` passes; all have such a byte.
    private func firstIndex(
        from start: Int, to end: Int, at depth: Int, where passes: (UInt8) -> Bool
    ) -> Int {
        var low = start
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if passes(contents[middle][depth]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
