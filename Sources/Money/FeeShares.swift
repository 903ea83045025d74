/// How a fee is divided between those who made an answer possible, in basis points of the fee.
public struct FeeShares: Equatable, Sendable {
    /// The share of the contributions that shaped the answer.
    public let contributors: UInt16
    /// The share of the one who trained the adapter.
    public let modelMaker: UInt16
    /// The share of the node that computed the answer.
    public let node: UInt16
    /// The share of the base model's owner.
    public let baseModel: UInt16
    /// The share that is destroyed.
    public let burn: UInt16
    /// The share of those who staked on the model.
    public let stakers: UInt16

    /// What the shares add up to.
    public static let basisPointsTotal: UInt32 = 10_000

    /// The shares of the demonstration: 70% contributors, 10% maker, 10% node, 5% base model, 5%
    /// burn.
    public static let demonstration = FeeShares(
        checkedContributors: 7_000, modelMaker: 1_000, node: 1_000, baseModel: 500, burn: 500,
        stakers: 0)

    /// Shares that add up to 10,000 basis points.
    ///
    /// - Throws: ``MoneyError/sharesDoNotAddUp(basisPoints:)``.
    public init(
        contributors: UInt16, modelMaker: UInt16, node: UInt16, baseModel: UInt16, burn: UInt16,
        stakers: UInt16
    ) throws(MoneyError) {
        self.init(
            checkedContributors: contributors, modelMaker: modelMaker, node: node,
            baseModel: baseModel, burn: burn, stakers: stakers)
        let sum = inOrder.reduce(into: UInt32(0)) { $0 += UInt32($1) }
        guard sum == Self.basisPointsTotal else { throw .sharesDoNotAddUp(basisPoints: sum) }
    }

    private init(
        checkedContributors contributors: UInt16, modelMaker: UInt16, node: UInt16,
        baseModel: UInt16, burn: UInt16, stakers: UInt16
    ) {
        self.contributors = contributors
        self.modelMaker = modelMaker
        self.node = node
        self.baseModel = baseModel
        self.burn = burn
        self.stakers = stakers
    }

    /// The six shares as they stand in entries and as ``split(_:)`` ranks equal remainders:
    /// contributors, model maker, node, base model, burn, stakers.
    public var inOrder: [UInt16] {
        [contributors, modelMaker, node, baseModel, burn, stakers]
    }

    /// Divides a fee by the largest remainder; the parts add up to the fee.
    public func split(_ fee: Amount) -> FeeParts {
        let parts = Apportionment.parts(
            of: fee.nanoOPEN, by: inOrder.map(UInt64.init),
            summingTo: UInt128(Self.basisPointsTotal)
        ).map(Amount.init(nanoOPEN:))
        return FeeParts(
            contributors: parts[0], modelMaker: parts[1], node: parts[2], baseModel: parts[3],
            burn: parts[4], stakers: parts[5])
    }
}
