package import Identity
package import TransparencyLog
import Wire

extension LoggedEntry {
    /// The EIP-712 message that the entry's signature is over: its signed fields in order.
    package var message: TypedMessage {
        let fields = zip(EntryLayout.fields(of: kind), values)
            .filter { $0.0.isSigned }
            .map { field, value -> (String, TypedValue) in
                switch (field.form, value) {
                case (.u8, .number(let number)): (field.name, .uint(number, bits: 8))
                case (.u16, .number(let number)): (field.name, .uint(number, bits: 16))
                case (.u32, .number(let number)): (field.name, .uint(number, bits: 32))
                case (_, .number(let number)): (field.name, .uint(number, bits: 64))
                case (_, .address(let address)): (field.name, .address(address))
                case (_, .bytes32(let digest)): (field.name, .bytes32(digest))
                case (_, .id(let id)): (field.name, .bytes(id))
                }
            }
        return TypedMessage(kind.name.prefix(1).uppercased() + kind.name.dropFirst(), fields)
    }

    /// The account whose key made the signature; some account always did, so the caller compares.
    ///
    /// - Throws: ``IdentityError`` for a signature that is none.
    package func signer(in domain: SigningDomain) throws(IdentityError) -> AccountAddress {
        try RecoverableSignature(signature).signer(of: message.signingDigest(in: domain))
    }

    /// Who has to have signed, where the entry itself says so.
    var statedSigner: AccountAddress? {
        switch kind {
        case .accountOpen: address("account")
        case .datanetCreate: address("owner")
        case .evaluationCommit: address("evaluator")
        case .contributionCommit: address("contributor")
        case .manifestCommit, .deploy: address("maker")
        case .answer: address("payer")
        case .policySet, .contributionReveal, .beaconReveal, .trainingResult, .trainingAbort,
            .deposit, .evaluationOpen:
            nil
        }
    }
}

extension SigningDomain {
    /// The domain of the messages of one log: its verifier key is the salt, so that nothing signed
    /// for one log can be shown in another.
    package init(log key: VerifierKey) {
        self.init(chainId: 1, salt: Digest.sha256(Array(key.description.utf8)))
    }
}
