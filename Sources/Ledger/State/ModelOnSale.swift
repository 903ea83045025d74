package import Economy
package import Identity
package import Money

/// The terms on which a deployed model answers: what every answer of it must repeat.
package struct ModelOnSale: Equatable, Sendable {
    /// The index of the deploy, the model's id.
    package let deploy: UInt64
    /// The index of the training result.
    package let result: UInt64
    /// The index of the manifest.
    package let manifest: UInt64
    /// The index of the evaluation's commit.
    package let evaluation: UInt64
    /// The price of an answer.
    package let fee: Amount
    /// The layout of the model's entries.
    package let layout: UInt8
    /// What its evaluation decided about contributors, whose refused rows are not in it; nil in
    /// earlier layouts, where refused rows stay and are held as gated.
    package let verdict: Verdict?
    /// How its fees are divided.
    package let shares: FeeShares
    /// The model maker.
    package let makerAccount: AccountAddress
    /// The policy's node.
    package let nodeAccount: AccountAddress
    /// The policy's base model owner.
    package let baseModelAccount: AccountAddress
    /// What it was trained on; the pool of the first Datanet takes what cannot be attributed.
    package let datanets: [TrainingRows]
    /// The attribution methods, each with its index.
    package let methods: [AttributionMethod]

    /// The rows of one Datanet that a model was trained on: its first ones, up to a count.
    package struct TrainingRows: Hashable, Sendable {
        /// The index of the Datanet.
        package let datanet: UInt64
        /// How many rows.
        package let rowCount: UInt32

        /// The first rows of a Datanet.
        package init(datanet: UInt64, rowCount: UInt32) {
            self.datanet = datanet
            self.rowCount = rowCount
        }
    }

    /// The home Datanet, whose pool takes what cannot be attributed.
    package var datanet: UInt64 { datanets[0].datanet }

    /// The rows of all Datanets.
    package var rowCount: UInt64 { datanets.reduce(0) { $0 + UInt64($1.rowCount) } }
}
