import Economy
package import Identity
package import Money
import Wire

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

/// What the type is called, and its rules; the comments number those of the format's page.
extension Deploy {
    static let type = EntryType.deploy
    static let words = EntryWords("Model", "Puts a trained model on sale.")

    var body: EntryBody { .deploy(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let record = state.results[result],
            let manifest = state.manifests[record.result.manifest]?.commit,
            let policy = state.policies[manifest.policy]
        else { throw .resultUnknown(result) }  // 1
        guard self.policy == manifest.policy, datanet == manifest.home.datanet,
            maker == manifest.maker
        else { throw .deployMismatch }  // 2
        guard revision == record.deployCount else {
            throw .revision(expected: record.deployCount)  // 3
        }
        let founded = manifest.datanets.compactMap { state.datanets[$0.datanet] }
        let least = founded.compactMap { $0.policy?.leastFee }.max()
        if let least, fee < least { throw .feeBelowLeast(least: least) }  // 4
        try state.requireSignature(of: self, by: manifest.maker, signatures)  // 5
        state.results[result]?.deploys.append(state.size)
        state.models[state.size] = ModelOnSale(
            deploy: state.size, result: result, manifest: record.result.manifest,
            evaluation: manifest.evaluation, fee: fee, layout: manifest.entriesLayout,
            verdict: manifest.sale?.verdict, shares: manifest.shares ?? policy.shares,
            makerAccount: manifest.maker,
            nodeAccount: policy.nodeAccount, baseModelAccount: policy.baseModelAccount,
            datanets: manifest.datanets.map {
                ModelOnSale.TrainingRows(datanet: $0.datanet, rowCount: $0.rowCount)
            },
            methods: manifest.methods.map {
                AttributionMethod(
                    method: $0.method, version: $0.version,
                    indexDigest: record.result.indexDigest(of: $0.method) ?? .zero)
            })
        return []
    }
}
