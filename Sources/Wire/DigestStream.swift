import Crypto

/// SHA-256 (FIPS 180-4) over bytes that arrive in pieces.
///
/// The pieces' boundaries do not matter: only their concatenation is hashed. A stream is a value,
/// so a copy continues on its own and ``finalize()`` may be asked for at any point.
public struct DigestStream: Sendable {
    private var hash = SHA256()

    /// Starts the digest of no bytes.
    public init() {}

    /// Appends bytes.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }

    /// Appends part of an array without copying it.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }

    /// Appends the bytes of a buffer, which must stay valid during the call.
    public mutating func update(bytes: UnsafeRawBufferPointer) {
        unsafe hash.update(bufferPointer: bytes)
    }

    /// Appends the bytes of a span.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }

    /// Appends the 32 bytes of a digest, without a detour over the heap.
    public mutating func update(_ digest: Digest) {
        let (first, second, third, fourth) = digest.words
        let words = (
            first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian
        )
        unsafe withUnsafeBytes(of: words) { unsafe hash.update(bufferPointer: $0) }
    }

    /// The digest of everything appended so far.
    public func finalize() -> Digest {
        let words = unsafe hash.finalize().withUnsafeBytes { bytes in
            func word(at offset: Int) -> UInt64 {
                unsafe UInt64(
                    bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            return (word(at: 0), word(at: 8), word(at: 16), word(at: 24))
        }
        return Digest(words: words)
    }
}
