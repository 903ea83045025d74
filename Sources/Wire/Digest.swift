/// A SHA-256 digest: 32 bytes, ordered by byte value.
///
/// The bytes are held as four big-endian words, so that copying, comparing and hashing a digest
/// touches no heap.
public struct Digest: Hashable, Sendable {
    /// The length of a digest in bytes.
    public static let byteCount = 32

    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    /// Thirty-two zero bytes: no digest.
    public static let zero = Digest(words: (0, 0, 0, 0))

    /// Takes exactly 32 bytes; nil for any other length.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        // Copied into an array, whose loops the compiler specialises on this side of the module.
        self.init(exactly: Array(bytes))
    }

    /// Takes exactly 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// The caller has made sure that there are 32 bytes.
    private init(exactly bytes: [UInt8]) {
        func word(at offset: Int) -> UInt64 {
            var word: UInt64 = 0
            for position in offset..<offset + 8 { word = word << 8 | UInt64(bytes[position]) }
            return word
        }
        self.init(words: (word(at: 0), word(at: 8), word(at: 16), word(at: 24)))
    }

    /// The 32 bytes as four big-endian words.
    var words: (UInt64, UInt64, UInt64, UInt64) { (word0, word1, word2, word3) }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        func append(_ word: UInt64) {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        append(word0)
        append(word1)
        append(word2)
        append(word3)
        return bytes
    }

    /// The 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }
}

extension Digest: Comparable {
    /// Orders digests as their bytes compare from the first.
    public static func < (left: Digest, right: Digest) -> Bool {
        guard left.word0 == right.word0 else { return left.word0 < right.word0 }
        guard left.word1 == right.word1 else { return left.word1 < right.word1 }
        guard left.word2 == right.word2 else { return left.word2 < right.word2 }
        return left.word3 < right.word3
    }
}

extension Digest: CustomStringConvertible {
    /// The 64 lower-case hexadecimal digits.
    public var description: String { hex }
}
