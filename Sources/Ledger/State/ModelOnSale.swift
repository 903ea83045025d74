public import Identity
public import Money
public import Wire

/// The terms on which a deployed model answers: what every answer of it must repeat.
public struct ModelOnSale: Equatable, Sendable {
    /// The index of the deploy, the model's id.
    public let deploy: UInt64
    /// The index of the training result.
    public let result: UInt64
    /// The index of the manifest.
    public let manifest: UInt64
    /// The index of the evaluation's commit.
    public let evaluation: UInt64
    /// The price of an answer.
    public let fee: Amount
    /// The policy's six shares.
    public let shares: FeeShares
    /// The model maker.
    public let makerAccount: AccountAddress
    /// The policy's node.
    public let nodeAccount: AccountAddress
    /// The policy's base model owner.
    public let baseModelAccount: AccountAddress
    /// The Datanet whose pool takes what cannot be attributed.
    public let datanet: UInt64
    /// The rows it was trained on are the Datanet's first ones, up to this count.
    public let rowCount: UInt32
    /// The attribution method.
    public let methodId: UInt16
    /// The version of the method.
    public let methodVersion: UInt16
    /// The attribution index.
    public let indexDigest: Digest
}
