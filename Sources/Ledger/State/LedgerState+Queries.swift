public import Identity
public import Wire

/// What others may ask of the state.
extension LedgerState {
    /// The operator's account; nil before entry 0.
    public var logOperator: AccountAddress? { operatorAccount }

    /// Whether an account is open.
    public func isOpen(_ account: AccountAddress) -> Bool { accounts[account] != nil }

    /// The number of open accounts.
    public var accountCount: Int { accounts.count }

    /// The number of paid answers.
    public var paidAnswerCount: UInt64 { answerCount }

    /// The revision that the next policy must state.
    public var nextPolicyRevision: UInt32 { UInt32(policies.count) }

    /// The latest policy and its index.
    public var currentPolicy: (index: UInt64, policy: PolicySet)? {
        latestPolicy.flatMap { index in policies[index].map { (index, $0) } }
    }

    /// The terms of a deployed model.
    public func model(deploy: UInt64) -> ModelOnSale? { models[deploy] }

    /// All deployed models, in the order of their deploys.
    public var modelsOnSale: [ModelOnSale] { models.values.sorted { $0.deploy < $1.deploy } }

    /// How many deploys of a result there are: the revision that the next one must state.
    public func deployCount(ofResult result: UInt64) -> UInt32? { results[result]?.deployCount }

    /// Whose row a number of a Datanet is.
    public func owner(ofRow row: UInt32, inDatanet datanet: UInt64) -> AccountAddress? {
        datanets[datanet]?.owner(ofRow: row)
    }

    /// The accepted rows of a Datanet's reveals before an index; nil for no Datanet.
    public func rowCount(ofDatanet datanet: UInt64, below index: UInt64 = .max) -> UInt32? {
        datanets[datanet]?.rowCount(below: index)
    }

    /// Every contributor's accepted rows and duplicates in a Datanet, by address.
    public func contributors(
        toDatanet datanet: UInt64
    ) -> [(account: AccountAddress, acceptedRows: UInt64, duplicates: UInt64)] {
        var counts: [AccountAddress: (UInt64, UInt64)] = [:]
        for reveal in datanets[datanet]?.reveals ?? [] {
            counts[reveal.contributor, default: (0, 0)].0 += UInt64(reveal.rows.count)
            counts[reveal.contributor, default: (0, 0)].1 += UInt64(reveal.duplicateCount)
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.0, $0.value.1) }
    }

    /// How a maker's training runs ended, for the model's card.
    public func trainingRuns(
        of maker: AccountAddress
    ) -> (results: Int, aborts: Int, unfinished: Int) {
        var counts = (results: 0, aborts: 0, unfinished: 0)
        for record in manifests.values where record.commit.maker == maker {
            switch record.outcome {
            case .result: counts.results += 1
            case .abort: counts.aborts += 1
            case .unfinished: counts.unfinished += 1
            }
        }
        return counts
    }

    /// The manifest that stands at an index.
    public func manifest(at index: UInt64) -> ManifestCommit? { manifests[index]?.commit }

    /// The secret that the second key of a manifest has shown.
    public func beacon(ofManifest index: UInt64) -> Digest? { manifests[index]?.beacon }

    /// The training result that stands at an index.
    public func trainingResult(at index: UInt64) -> TrainingResult? { results[index]?.result }

    /// Whether an evaluation's items are opened; nil for no evaluation.
    public func isEvaluationOpened(_ index: UInt64) -> Bool? { evaluations[index]?.isOpened }

    /// The entry in which a payer used an idempotency id.
    public func answer(to payer: AccountAddress, id: IdempotencyId) -> UInt64? {
        used.answers[UsedOnce.Asked(payer: payer, id: id)]
    }
}
