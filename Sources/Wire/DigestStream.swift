internal import COpenSSL

/// SHA-256 (FIPS 180-4) over bytes that arrive in pieces.
///
/// The pieces' boundaries do not matter: only their concatenation is hashed. A stream is a value,
/// so a copy continues on its own and ``finalize()`` may be asked for at any point.
public struct DigestStream: Sendable {
    private var context = SHA256_CTX()

    /// Starts the digest of no bytes.
    public init() {
        unsafe SHA256_Init(&context)
    }

    /// Appends bytes.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update(bytes: $0) }
    }

    /// Appends part of an array without copying it.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe update(bytes: $0) }
    }

    /// Appends the bytes of a buffer, which must stay valid during the call.
    public mutating func update(bytes: UnsafeRawBufferPointer) {
        unsafe SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// Appends the bytes of a span.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe update(bytes: $0) }
    }

    /// Appends the 32 bytes of a digest, without a detour over the heap.
    public mutating func update(_ digest: Digest) {
        let (first, second, third, fourth) = digest.words
        let words = (
            first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian
        )
        unsafe withUnsafeBytes(of: words) { unsafe update(bytes: $0) }
    }

    /// The digest of everything appended so far.
    public func finalize() -> Digest {
        var copy = context
        return unsafe withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: Digest.byteCount
        ) { bytes in
            unsafe SHA256_Final(bytes.baseAddress, &copy)
            func word(_ position: Int) -> UInt64 {
                unsafe UInt64(
                    bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
                        fromByteOffset: 8 * position, as: UInt64.self))
            }
            return Digest(words: (word(0), word(1), word(2), word(3)))
        }
    }
}
