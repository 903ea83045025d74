internal import Wire

/// An account: the 20-byte address that Ethereum derives from a secp256k1 public key.
public struct AccountAddress: Hashable, Sendable {
    /// The length of an address in bytes.
    public static let byteCount = 20

    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt32

    /// Twenty zero bytes: no account, since no key has this address.
    public static let zero = AccountAddress()

    private init() {
        (word0, word1, word2) = (0, 0, 0)
    }

    /// Takes exactly 20 bytes; nil for any other length.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var iterator = bytes.makeIterator()
        func word(_ count: Int) -> UInt64 {
            var word: UInt64 = 0
            for _ in 0..<count { word = word << 8 | UInt64(iterator.next() ?? 0) }
            return word
        }
        word0 = word(8)
        word1 = word(8)
        word2 = UInt32(word(4))
    }

    /// Takes exactly 20 bytes; nil for any other length.
    ///
    /// Decoders of the log spend most of their time on addresses, and across modules only this
    /// form is specialised.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        func word(_ range: Range<Int>) -> UInt64 {
            range.reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
        }
        word0 = word(0..<8)
        word1 = word(8..<16)
        word2 = UInt32(word(16..<20))
    }

    /// The address of a public key.
    ///
    /// - Parameter publicKey: the point's 64 bytes, x and y big-endian, without a leading 0x04.
    init?(publicKey: [UInt8]) {
        self.init(Keccak256.digest(publicKey).bytes.suffix(Self.byteCount))
    }

    /// The 20 bytes.
    public var bytes: [UInt8] {
        var writer = WireWriter(capacity: Self.byteCount)
        writer.put(word0)
        writer.put(word1)
        writer.put(word2)
        return writer.bytes
    }
}

extension AccountAddress: Comparable {
    /// Orders addresses as their bytes compare from the first.
    public static func < (left: AccountAddress, right: AccountAddress) -> Bool {
        guard left.word0 == right.word0 else { return left.word0 < right.word0 }
        guard left.word1 == right.word1 else { return left.word1 < right.word1 }
        return left.word2 < right.word2
    }
}
