/// Reads the fields that ``WireWriter`` writes, and refuses everything else.
///
/// Bounds are checked before anything is copied, so a hostile length allocates nothing. A read that
/// throws leaves the offset where it was.
public struct WireReader: Sendable {
    private let bytes: [UInt8]

    /// How many bytes have been read.
    public private(set) var offset = 0

    /// Starts before the first byte.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes are left to read.
    public var remaining: Int { bytes.count - offset }

    /// Reads one byte.
    public mutating func u8() throws(WireError) -> UInt8 {
        try integer()
    }

    /// Reads two bytes, the more significant first.
    public mutating func u16() throws(WireError) -> UInt16 {
        try integer()
    }

    /// Reads four bytes, the most significant first.
    public mutating func u32() throws(WireError) -> UInt32 {
        try integer()
    }

    /// Reads eight bytes, the most significant first.
    public mutating func u64() throws(WireError) -> UInt64 {
        try integer()
    }

    /// Reads `count` bytes as they are; a negative count is refused as truncated.
    public mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
        try require(count, from: offset)
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// Reads a digest's 32 bytes.
    public mutating func digest() throws(WireError) -> Digest {
        try require(Digest.byteCount, from: offset)
        guard let digest = Digest(bytes[offset..<offset + Digest.byteCount]) else {
            throw .truncated(offset: offset)
        }
        offset += Digest.byteCount
        return digest
    }

    /// Reads a two-byte length and that many bytes.
    public mutating func blob16() throws(WireError) -> [UInt8] {
        let start = offset
        return try blob(length: Int(u16()), from: start)
    }

    /// Reads a four-byte length, which may not be over `limit`, and that many bytes.
    public mutating func blob32(limit: Int) throws(WireError) -> [UInt8] {
        let start = offset
        let length = Int(try u32())
        guard length <= limit else {
            offset = start
            throw .tooLong(limit: limit)
        }
        return try blob(length: length, from: start)
    }

    /// Refuses bytes that nothing has read.
    public func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }

    private mutating func blob(length: Int, from start: Int) throws(WireError) -> [UInt8] {
        guard length <= remaining else {
            offset = start
            throw .truncated(offset: start)
        }
        return try bytes(length)
    }

    private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>()
        throws(WireError) -> Value
    {
        let width = Value.bitWidth / 8
        try require(width, from: offset)
        var value: Value = 0
        for position in offset..<offset + width {
            value = value << 8 | Value(truncatingIfNeeded: bytes[position])
        }
        offset += width
        return value
    }

    private func require(_ count: Int, from start: Int) throws(WireError) {
        guard count >= 0, count <= remaining else { throw .truncated(offset: start) }
    }
}
