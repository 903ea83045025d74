package import Identity
package import TransparencyLog
import Wire

extension LoggedEntry {
    /// The EIP-712 message that the entry's signature is over: its signed fields in order.
    package var message: TypedMessage {
        guard let table = EntryLayout.table(of: kind, layout: layout) else {
            preconditionFailure("An entry that was read has a layout.")
        }
        return TypedMessage(table.message, content.signedValues)
    }

    /// The account whose key made the signature; some account always did, so the caller compares.
    ///
    /// - Throws: ``IdentityError`` for an invalid signature.
    package func signer(in domain: SigningDomain) throws(IdentityError) -> AccountAddress {
        try RecoverableSignature(signature).signer(of: message.signingDigest(in: domain))
    }

    /// Who has to have signed, where the entry itself says so.
    var statedSigner: AccountAddress? { kind.rules.signer.map(address) }
}

extension SigningDomain {
    /// The domain of the messages of one log: its verifier key is the salt, so that nothing signed
    /// for one log can be shown in another.
    package init(log key: VerifierKey) {
        self.init(chainId: 1, salt: Digest.sha256(Array(key.description.utf8)))
    }
}

extension FieldValues {
    /// The values of the fields that are signed, as messages hold them.
    fileprivate var signedValues: [TypedValue] {
        zip(fields, values).filter { $0.0.isSigned }.map { Self.typed($1, $0.form) }
    }

    private static func typed(_ value: Value, _ form: EntryLayout.Form) -> TypedValue {
        switch value {
        case .number(let number):
            guard case .uint(let bits) = form.kind else {
                preconditionFailure("A number was read by the form of one.")
            }
            return .uint(number, bits: bits)
        case .address(let address): return .address(address)
        case .bytes32(let digest): return .bytes32(digest)
        case .id(let id): return .bytes(id)
        case .list(let elements):
            guard case .list(let list) = form else {
                preconditionFailure("A list was read by the form of one.")
            }
            return .structs(list.element, elements.map(\.signedValues))
        }
    }
}
