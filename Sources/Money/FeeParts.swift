/// The amounts into which ``FeeShares`` divides one fee.
public struct FeeParts: Equatable, Sendable {
    /// What the contributions that shaped the answer share.
    public let contributors: Amount
    /// What the one who trained the adapter gets.
    public let modelMaker: Amount
    /// What the node that computed the answer gets.
    public let node: Amount
    /// What the base model's owner gets.
    public let baseModel: Amount
    /// What is destroyed.
    public let burn: Amount
    /// What those who staked on the model share.
    public let stakers: Amount

    /// Parts as they are; nothing is checked.
    public init(
        contributors: Amount, modelMaker: Amount, node: Amount, baseModel: Amount, burn: Amount,
        stakers: Amount
    ) {
        self.contributors = contributors
        self.modelMaker = modelMaker
        self.node = node
        self.baseModel = baseModel
        self.burn = burn
        self.stakers = stakers
    }

    /// The six parts in the order of ``FeeShares/inOrder``.
    public var inOrder: [Amount] {
        [contributors, modelMaker, node, baseModel, burn, stakers]
    }
}
