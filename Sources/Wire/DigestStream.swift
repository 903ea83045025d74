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

    /// The digest of everything appended so far.
    public func finalize() -> Digest {
        Digest(hash.finalize())
    }
}
