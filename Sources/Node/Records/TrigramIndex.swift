/// Which of some texts hold a word, by the sequences of three bytes in both.
///
/// Texts end with two zero bytes, so that a sequence begins at every byte: words of one and two
/// bytes are found as the beginnings of sequences.
package struct TrigramIndex: Sendable {
    /// The most texts that an index holds: a text's number has 16 bits.
    package static let textLimit = 1 << 16

    /// The sequences that occur, rising.
    private let keys: [UInt32]
    /// Where each sequence's texts begin, and where the last one's end.
    private let starts: [UInt32]
    private let texts: [UInt16]
    private let count: Int

    /// Indexes texts.
    ///
    /// - Precondition: there are at most ``textLimit``.
    package init(_ contents: some Collection<[UInt8]>) {
        precondition(contents.count <= Self.textLimit, "A text's number has 16 bits.")
        var pairs: [UInt64] = []
        for (number, text) in contents.enumerated() {
            var key: UInt64 = 0
            for (position, byte) in (text + [0, 0]).enumerated() {
                key = (key << 8 | UInt64(byte)) & 0xFF_FFFF
                if position >= 2 { pairs.append(key << 16 | UInt64(number)) }
            }
        }
        pairs.sort()
        var (keys, starts, texts): ([UInt32], [UInt32], [UInt16]) = ([], [], [])
        var last: UInt64?
        for pair in pairs where pair != last {
            let key = UInt32(pair >> 16)
            if key != keys.last {
                keys.append(key)
                starts.append(UInt32(texts.count))
            }
            texts.append(UInt16(truncatingIfNeeded: pair))
            last = pair
        }
        starts.append(UInt32(texts.count))
        (self.keys, self.starts, self.texts) = (keys, starts, texts)
        count = contents.count
    }

    /// The texts that may hold a word, as a set of bits: all that do, and few others.
    ///
    /// - Parameter word: one byte or more.
    /// - Returns: a bit a text, 64 of them to a number.
    package func candidates(for word: [UInt8]) -> [UInt64] {
        guard word.count >= 3 else {
            let shift = UInt32(8 * (3 - word.count))
            let low = word.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << shift
            return set(of: position(of: low)..<position(of: low + 1 << shift))
        }
        var found: [UInt64]?
        for start in 0...word.count - 3 {
            let key = word[start..<start + 3].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let next = set(of: position(of: key)..<position(of: key + 1))
            found = found.map { zip($0, next).map { $0 & $1 } } ?? next
        }
        return found ?? []
    }

    /// The texts that hold any of some sequences.
    private func set(of range: Range<Int>) -> [UInt64] {
        var set = [UInt64](repeating: 0, count: (count + 63) / 64)
        for text in texts[Int(starts[range.lowerBound])..<Int(starts[range.upperBound])] {
            set[Int(text) / 64] |= 1 << UInt64(text % 64)
        }
        return set
    }

    /// The first position whose key is not less.
    private func position(of key: UInt32) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
