public import Wire

/// The two hashes of a Merkle tree, kept apart by their first byte (RFC 6962 §2.1).
///
/// Without the prefixes, the concatenation of two node hashes could be shown as an entry.
public enum MerkleHash {
    /// The root of a tree that holds nothing: SHA-256 of no bytes.
    public static let emptyRoot = Digest.sha256([UInt8]())

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Digest {
        var stream = DigestStream()
        stream.update([0x00])
        stream.update(entry)
        return stream.finalize()
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        var message: [UInt8] = [0x01]
        message.reserveCapacity(1 + 2 * Digest.byteCount)
        message += left.bytes
        message += right.bytes
        return Digest.sha256(message)
    }
}
