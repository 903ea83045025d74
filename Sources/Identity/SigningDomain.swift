public import Wire

/// The EIP-712 domain that a signature is good for, and for no other.
///
/// A log's own domain has name, version, chain and, as the salt, the digest of the log's origin, so
/// that what is signed for one log says nothing to another.
public struct SigningDomain: Sendable {
    /// `keccak256` of the domain's struct, which enters every signed digest.
    public let separator: Digest

    /// The domain of one OpenLedger log: name `OpenLedger`, version `1`.
    ///
    /// - Parameters:
    ///   - chainId: the EVM chain that the log settles on (EIP-155).
    ///   - salt: the digest of the log's origin.
    public init(chainId: UInt64, salt: Digest) {
        self.init(name: "OpenLedger", version: "1", chainId: chainId, salt: salt)
    }

    /// The domain of another party, such as a token's contract.
    ///
    /// A field that is nil is left out of the domain's type, as EIP-712 demands.
    public init(
        name: String, version: String, chainId: UInt64, verifyingContract: AccountAddress? = nil,
        salt: Digest? = nil
    ) {
        var fields: [(String, TypedValue)] = [
            ("name", .string(name)), ("version", .string(version)),
            ("chainId", .uint(chainId, bits: 256)),
        ]
        if let verifyingContract {
            fields.append(("verifyingContract", .address(verifyingContract)))
        }
        if let salt { fields.append(("salt", .bytes32(salt))) }
        separator = TypedMessage("EIP712Domain", fields).structDigest
    }
}
