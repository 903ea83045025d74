/// The 65 bytes of a signature as they came, r ‖ s ‖ v, not yet checked.
///
/// An entry keeps them verbatim, so that encoding it again can never change what was signed.
/// ``LedgerState/apply(_:index:signatures:)`` checks them.
package struct SignatureBytes: Hashable, Sendable {
    /// The length of a signature in bytes.
    package static let byteCount = 65

    /// What stands in an entry before its signer has signed it: zero bytes, which no key can make.
    package static let unsigned = SignatureBytes(
        checked: [UInt8](repeating: 0, count: byteCount))

    /// The 65 bytes.
    package let bytes: [UInt8]

    /// Takes exactly 65 bytes; nil for any other length.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(checked: bytes)
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }
}
