/// A reproducible stream of bytes: SHA-256 in counter mode.
///
/// Block i is SHA-256(key ‖ u64 big-endian i) with key = the digest, tagged
/// `openledger/seeded-bytes/v1`, of the label and the seed. Everything that must come out the same
/// on every machine draws from here: demonstration keys and salts, row order, audit draws. With a
/// seed that others know the stream is no secret.
public struct SeededBytes: RandomNumberGenerator, Sendable {
    private let key: Digest
    private var counter: UInt64 = 0
    private var block: [UInt8] = []
    private var position = 0

    /// The stream of a small seed, for one labelled purpose.
    public init(seed: UInt64, label: String) {
        var writer = WireWriter()
        writer.put(seed)
        self.init(seed: writer.bytes, label: label)
    }

    /// The stream of a digest, such as a beacon's value, for one labelled purpose.
    public init(digest: Digest, label: String) {
        self.init(seed: digest.bytes, label: label)
    }

    private init(seed: [UInt8], label: String) {
        key = Digest.sha256(tag: "openledger/seeded-bytes/v1", Array(label.utf8), seed)
    }

    /// The next eight bytes as a big-endian integer.
    public mutating func next() -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(nextByte()) }
        return value
    }

    /// The next `count` bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(nextByte()) }
        return bytes
    }

    /// A number from 0 up to but not including `bound`, each equally likely.
    ///
    /// The last values of the 64-bit range, which do not fill a whole multiple of the bound, are
    /// drawn again.
    ///
    /// - Precondition: the bound is positive.
    public mutating func below(_ bound: UInt64) -> UInt64 {
        precondition(bound > 0, "A random number is drawn below a positive bound.")
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let drawn = next()
            if drawn <= UInt64.max - excess { return drawn % bound }
        }
    }

    /// Puts the elements in a random order (Fisher–Yates, from the last position down).
    ///
    /// The standard library's own shuffle may change its algorithm; this one may not.
    public mutating func shuffle<Element>(_ array: inout [Element]) {
        guard array.count > 1 else { return }
        for position in stride(from: array.count - 1, to: 0, by: -1) {
            array.swapAt(position, Int(below(UInt64(position) + 1)))
        }
    }

    /// A number in [0, 1): a multiple of 2⁻²⁴, each equally likely.
    public mutating func unitFloat() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    private mutating func nextByte() -> UInt8 {
        if position == block.count {
            var writer = WireWriter(capacity: Digest.byteCount + 8)
            writer.put(key)
            writer.put(counter)
            block = Digest.sha256(writer.bytes).bytes
            // 2⁶⁴ blocks are never drawn.
            counter += 1
            position = 0
        }
        defer { position += 1 }
        return block[position]
    }
}
