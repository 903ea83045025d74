package import Identity
package import Money

/// Puts a trained model on sale; the model's id is the entry's index.
///
/// Policy, Datanet and maker repeat the manifest's, so that the entry can be read alone.
package struct Deploy: SignedFields, EntryFields {
    /// The index of the training result.
    package internal(set) var result: UInt64
    /// The index of the policy that splits its fees.
    package internal(set) var policy: UInt64
    /// How many deploys of this result stand before this one.
    package internal(set) var revision: UInt32
    /// The price of an answer, at least 1 nano-OPEN.
    package internal(set) var fee: Amount
    /// The Datanet whose pool takes what cannot be attributed.
    package internal(set) var datanet: UInt64
    /// The model maker.
    package internal(set) var maker: AccountAddress
    /// The signature by the model maker.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        result: UInt64, policy: UInt64, revision: UInt32, fee: Amount, datanet: UInt64,
        maker: AccountAddress, signature: SignatureBytes = .unsigned
    ) {
        self.result = result
        self.policy = policy
        self.revision = revision
        self.fee = fee
        self.datanet = datanet
        self.maker = maker
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<Deploy>(
            "Deploy",
            .field("result", \.result, .entry),
            .field("policy", \.policy, .entry),
            .field("revision", \.revision),
            .field("fee", \.fee, in: Amount(nanoOPEN: 1)..., else: .zeroAmount),
            .field("datanet", \.datanet, .entry),
            .field("maker", \.maker, .account))
    ]

    static func blank(_ layout: UInt8) -> Deploy {
        Deploy(
            result: 0, policy: 0, revision: 0, fee: .zero, datanet: 0, maker: .zero)
    }
}
