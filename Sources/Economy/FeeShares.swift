package import Money

/// How a fee is divided between those who made an answer possible, in basis points of the fee.
package struct FeeShares: Equatable, Sendable {
    /// The share of the contributions that shaped the answer.
    package let contributors: UInt16
    /// The share of the one who trained the adapter.
    package let modelMaker: UInt16
    /// The share of the node that computed the answer.
    package let node: UInt16
    /// The share of the base model's owner.
    package let baseModel: UInt16
    /// The share that is destroyed.
    package let burn: UInt16
    /// The share of those who staked on the model.
    package let stakers: UInt16

    /// What the shares add up to.
    package static let basisPointsTotal: UInt32 = 10_000

    /// The shares that a log starts with unless its operator states others: 70% contributors, 10%
    /// maker, 10% node, 5% base model, 5% burn.
    package static let standard = FeeShares(
        checkedContributors: 7_000, modelMaker: 1_000, node: 1_000, baseModel: 500, burn: 500,
        stakers: 0)

    /// Shares that add up to 10,000 basis points.
    ///
    /// - Throws: ``SharesDoNotAddUp``.
    package init(
        contributors: UInt16, modelMaker: UInt16, node: UInt16, baseModel: UInt16, burn: UInt16,
        stakers: UInt16
    ) throws(SharesDoNotAddUp) {
        self.init(
            checkedContributors: contributors, modelMaker: modelMaker, node: node,
            baseModel: baseModel, burn: burn, stakers: stakers)
        let sum = inOrder.reduce(into: UInt32(0)) { $0 += UInt32($1) }
        guard sum == Self.basisPointsTotal else { throw SharesDoNotAddUp(basisPoints: sum) }
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
    package var inOrder: [UInt16] {
        [contributors, modelMaker, node, baseModel, burn, stakers]
    }

    /// Divides a fee by the largest remainder; the parts add up to the fee.
    package func split(_ fee: Amount) -> FeeParts {
        let parts = Apportionment.parts(
            of: fee.nanoOPEN, by: inOrder.map(UInt64.init),
            summingTo: UInt128(Self.basisPointsTotal)
        ).map(Amount.init(nanoOPEN:))
        return FeeParts(
            contributors: parts[0], modelMaker: parts[1], node: parts[2], baseModel: parts[3],
            burn: parts[4], stakers: parts[5])
    }
}

/// The amounts into which ``FeeShares`` divides one fee.
package struct FeeParts: Equatable, Sendable {
    /// What the contributions that shaped the answer share.
    package let contributors: Amount
    /// What the one who trained the adapter gets.
    package let modelMaker: Amount
    /// What the node that computed the answer gets.
    package let node: Amount
    /// What the base model's owner gets.
    package let baseModel: Amount
    /// What is destroyed.
    package let burn: Amount
    /// What those who staked on the model share.
    package let stakers: Amount

    /// The six parts in the order of ``FeeShares/inOrder``.
    package var inOrder: [Amount] {
        [contributors, modelMaker, node, baseModel, burn, stakers]
    }
}

/// Six shares of a fee that do not sum to 10,000 basis points.
package struct SharesDoNotAddUp: Error, Equatable, Sendable {
    /// What they sum to.
    package let basisPoints: UInt32

    /// Shares of this sum.
    package init(basisPoints: UInt32) {
        self.basisPoints = basisPoints
    }
}

extension SharesDoNotAddUp: CustomStringConvertible {
    /// One sentence that says what is wrong.
    package var description: String {
        "The shares of a fee add up to \(basisPoints) basis points; they must make 10000."
    }
}
