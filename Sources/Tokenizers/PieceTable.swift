/// A hash table from the bytes of vocabulary pieces to their ids, asked with slices of a word.
struct PieceTable {
    /// Probes that a slot may be away from its hash; only a vocabulary made to collide needs more.
    static let probeLimit = 256

    private var bytes: [UInt8] = []
    private var pieces: [(start: Int32, count: Int32, id: Int32)] = []
    private var slots: [(hash: UInt32, piece: Int32)]
    /// The bytes of the longest piece.
    private(set) var longest = 0

    /// Room for at most `capacity` pieces.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 4 { size *= 2 }
        slots = [(hash: UInt32, piece: Int32)](repeating: (0, -1), count: size)
    }

    /// Adds a piece that is not empty and not in the table; false when its hash is overcrowded.
    mutating func insert(_ piece: some Collection<UInt8>, id: Int32) -> Bool {
        var hash = Self.seed
        for byte in piece { hash = Self.extended(hash, by: byte) }
        var slot = Int(hash) & (slots.count - 1)
        for _ in 0..<Self.probeLimit {
            guard slots[slot].piece >= 0 else {
                slots[slot] = (hash, Int32(pieces.count))
                pieces.append((Int32(bytes.count), Int32(piece.count), id))
                bytes += piece
                longest = max(longest, piece.count)
                return true
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// The longest piece that the word has at `start`, and where it ends.
    ///
    /// `hashes` is scratch space with at least as many elements as the word has bytes.
    func longestMatch(
        in word: [UInt8], from start: Int, hashes: inout [UInt32]
    ) -> (id: Int32, end: Int)? {
        let last = min(word.count, start + longest)
        var hash = Self.seed
        for position in start..<last {
            hash = Self.extended(hash, by: word[position])
            hashes[position] = hash
        }
        var end = last
        while end > start {
            if let id = id(of: word, start, end, hash: hashes[end - 1]) { return (id, end) }
            end -= 1
        }
        return nil
    }

    /// The id of the piece with exactly these bytes.
    func id(of piece: [UInt8]) -> Int32? { id(of: piece, 0, piece.count) }

    /// The id of the piece that stands in the word from `start` to `end`.
    func id(of word: [UInt8], _ start: Int, _ end: Int) -> Int32? {
        var hash = Self.seed
        for position in start..<end { hash = Self.extended(hash, by: word[position]) }
        return id(of: word, start, end, hash: hash)
    }

    private func id(of word: [UInt8], _ start: Int, _ end: Int, hash: UInt32) -> Int32? {
        var slot = Int(hash) & (slots.count - 1)
        while true {
            let found = slots[slot]
            guard found.piece >= 0 else { return nil }
            if found.hash == hash {
                let piece = pieces[Int(found.piece)]
                if matches(piece.start, piece.count, word, start, end) { return piece.id }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private func matches(
        _ offset: Int32, _ count: Int32, _ word: [UInt8], _ start: Int, _ end: Int
    ) -> Bool {
        guard Int(count) == end - start else { return false }
        for position in 0..<Int(count) where bytes[Int(offset) + position] != word[start + position]
        {
            return false
        }
        return true
    }

    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), with the high bits folded in at each
    // step so that the low ones, which choose the slot, depend on all of them.
    private static let seed: UInt32 = 0x811C_9DC5

    private static func extended(_ hash: UInt32, by byte: UInt8) -> UInt32 {
        let mixed = (hash ^ UInt32(byte)) &* 0x0100_0193
        return mixed ^ (mixed >> 15)
    }
}
