/// Appends fields in their canonical form; ``WireReader`` reads them back.
///
/// Integers are big-endian and of fixed width; byte strings are raw or behind a length prefix.
public struct WireWriter: Sendable {
    /// Everything written so far.
    public private(set) var bytes: [UInt8] = []

    /// Starts with no bytes.
    public init() {}

    /// Starts with no bytes and room for `capacity` of them.
    public init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends one byte.
    public mutating func put(_ value: UInt8) {
        bytes.append(value)
    }

    /// Appends two bytes, the more significant first.
    public mutating func put(_ value: UInt16) {
        put(bigEndian: value)
    }

    /// Appends four bytes, the most significant first.
    public mutating func put(_ value: UInt32) {
        put(bigEndian: value)
    }

    /// Appends eight bytes, the most significant first.
    public mutating func put(_ value: UInt64) {
        put(bigEndian: value)
    }

    /// Appends the bytes as they are, without a length.
    public mutating func put(raw value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    /// Appends the 32 bytes of a digest.
    public mutating func put(_ value: Digest) {
        put(value.words.0)
        put(value.words.1)
        put(value.words.2)
        put(value.words.3)
    }

    /// Appends a two-byte length and the bytes.
    ///
    /// - Precondition: there are at most 65,535 bytes.
    public mutating func putBlob16(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt16.max), "A blob16 holds at most 65,535 bytes.")
        put(UInt16(value.count))
        put(raw: value)
    }

    /// Appends a four-byte length and the bytes.
    ///
    /// - Precondition: there are fewer than 2³² bytes.
    public mutating func putBlob32(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt32.max), "A blob32 holds fewer than 2^32 bytes.")
        put(UInt32(value.count))
        put(raw: value)
    }

    private mutating func put(bigEndian value: some FixedWidthInteger & UnsignedInteger) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}
