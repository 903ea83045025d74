/// 16 bytes, drawn at random or by hash, that make a payer's question payable once only.
public struct IdempotencyId: Hashable, Sendable {
    /// The length in bytes.
    public static let byteCount = 16

    /// The 16 bytes.
    public let bytes: [UInt8]

    /// Takes exactly 16 bytes; nil for any other length.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }
}
