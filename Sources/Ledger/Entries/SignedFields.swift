public import Identity
import Wire

/// The fields of one type of entry, with the signature over those that its signer chose.
public protocol SignedFields: Equatable, Sendable {
    /// The signature, ``SignatureBytes/unsigned`` until it is made.
    var signature: SignatureBytes { get set }

    /// The EIP-712 message that the signature covers (docs/formats/ledger-entry.md).
    var message: TypedMessage { get }
}

extension SignedFields {
    /// The same fields with a signature by `key`, valid in the log of `domain`.
    public func signed(by key: AccountKey, in domain: SigningDomain) -> Self {
        var copy = self
        let signature = key.sign(message.signingDigest(in: domain))
        guard let bytes = SignatureBytes(signature.bytes) else {
            preconditionFailure("A recoverable signature has 65 bytes.")
        }
        copy.signature = bytes
        return copy
    }

    /// Whether the signature was made by `signer` for the log of `domain`.
    public func isSigned(by signer: AccountAddress, in domain: SigningDomain) -> Bool {
        guard let signature = try? RecoverableSignature(signature.bytes),
            let recovered = try? signature.signer(of: message.signingDigest(in: domain))
        else { return false }
        return recovered == signer
    }
}

/// How one type of entry stands in bytes, after the header.
protocol EntryFields: SignedFields {
    init(from reader: inout EntryReader) throws(EntryError)
    func write(to writer: inout WireWriter)
}
