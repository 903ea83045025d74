public import Wire

/// An ECDSA signature on secp256k1 from which the signer's address can be computed.
///
/// 65 bytes as Ethereum's wallets write them: r ‖ s ‖ v, r and s big-endian, v = 27 or 28. Of the
/// two forms of each signature only the one with s ≤ n/2 is taken (EIP-2), so that nobody can make
/// a second signature out of a first.
public struct RecoverableSignature: Hashable, Sendable {
    /// The length of a signature in bytes.
    public static let byteCount = 65
    static let recoveryBase: UInt8 = 27

    /// The 65 bytes.
    public let bytes: [UInt8]

    /// Takes 65 bytes in the one accepted form.
    ///
    /// - Throws: ``IdentityError/signatureLength(_:)``, ``IdentityError/recoveryByte(_:)``,
    ///   ``IdentityError/scalarOutOfRange`` or ``IdentityError/highS``, checked in this order.
    public init(_ bytes: [UInt8]) throws(IdentityError) {
        guard bytes.count == Self.byteCount, let last = bytes.last else {
            throw .signatureLength(bytes.count)
        }
        guard (Self.recoveryBase...Self.recoveryBase + 1).contains(last) else {
            throw .recoveryByte(last)
        }
        let (r, s) = (bytes[..<32], bytes[32..<64])
        for scalar in [r, s] {
            guard scalar.contains(where: { $0 != 0 }), scalar.lexicographicallyPrecedes(Self.order)
            else { throw .scalarOutOfRange }
        }
        guard !Self.halfOrder.lexicographicallyPrecedes(s) else { throw .highS }
        self.bytes = bytes
    }

    /// The account whose key signed the digest.
    ///
    /// Every digest has some signer: the caller compares it with the account that should have
    /// signed.
    ///
    /// - Throws: ``IdentityError/unrecoverable``.
    public func signer(of digest: Digest) throws(IdentityError) -> AccountAddress {
        guard
            let publicKey = Secp256k1.recover(
                digest.bytes, scalars: Array(bytes[..<64]),
                recovery: Int32(bytes[64] - Self.recoveryBase)),
            let address = AccountAddress(publicKey: publicKey)
        else { throw .unrecoverable }
        return address
    }

    /// n, the order of the group (SEC 2 §2.4.1).
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFE, 0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B, 0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36,
        0x41, 0x41,
    ]

    /// (n - 1) / 2, the largest s that is taken.
    private static let halfOrder: [UInt8] = [
        0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0x5D, 0x57, 0x6E, 0x73, 0x57, 0xA4, 0x50, 0x1D, 0xDF, 0xE9, 0x2F, 0x46, 0x68, 0x1B,
        0x20, 0xA0,
    ]
}
