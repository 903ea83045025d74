extension Digest {
    /// The SHA-256 digest (FIPS 180-4) of an array.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        var stream = DigestStream()
        stream.update(bytes)
        return stream.finalize()
    }

    /// The SHA-256 digest (FIPS 180-4) of any sequence of bytes.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> Digest {
        sha256([UInt8](bytes))
    }

    /// A digest that belongs to one purpose and frames its parts.
    ///
    /// SHA-256(UTF-8(tag) ‖ 0x00 ‖ for each part: u32 big-endian length ‖ part). Two different
    /// tags, or two different divisions of the same bytes into parts, never meet in one preimage
    /// as long as tags hold no zero byte.
    ///
    /// - Precondition: the tag has no zero byte; each part is shorter than 2³² bytes.
    public static func sha256(tag: String, _ parts: [UInt8]...) -> Digest {
        sha256(tag: tag, parts: parts)
    }

    /// The tagged digest of parts that come as an array; see ``sha256(tag:_:)``.
    public static func sha256(tag: String, parts: [[UInt8]]) -> Digest {
        precondition(!tag.utf8.contains(0), "A digest's tag holds no zero byte.")
        var stream = DigestStream()
        stream.update(Array(tag.utf8) + [0])
        for part in parts {
            precondition(part.count <= Int(UInt32.max), "A digest's part is under 2^32 bytes.")
            var length = WireWriter(capacity: 4)
            length.put(UInt32(part.count))
            stream.update(length.bytes)
            stream.update(part)
        }
        return stream.finalize()
    }
}
