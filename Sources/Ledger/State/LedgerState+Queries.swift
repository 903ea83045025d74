package import Economy
package import Identity
package import Wire

/// What others may ask of the state.
extension LedgerState {
    /// The operator's account; nil before entry 0.
    package var logOperator: AccountAddress? { operatorAccount }

    /// Whether an account is open.
    package func isOpen(_ account: AccountAddress) -> Bool { accounts[account] != nil }

    /// The number of open accounts.
    package var accountCount: Int { accounts.count }

    /// The number of paid answers.
    package var paidAnswerCount: UInt64 { answerCount }

    /// The revision that the next policy must state.
    package var nextPolicyRevision: UInt32 { UInt32(policies.count) }

    /// The latest policy and its index.
    package var currentPolicy: (index: UInt64, policy: PolicySet)? {
        latestPolicy.flatMap { index in policies[index].map { (index, $0) } }
    }

    /// The terms of a deployed model.
    package func model(deploy: UInt64) -> ModelOnSale? { models[deploy] }

    /// All deployed models, in the order of their deploys.
    package var modelsOnSale: [ModelOnSale] { models.values.sorted { $0.deploy < $1.deploy } }

    /// How many deploys of a result there are: the revision that the next one must state.
    package func deployCount(ofResult result: UInt64) -> UInt32? { results[result]?.deployCount }

    /// Whose row a number of a Datanet is.
    package func owner(ofRow row: UInt32, inDatanet datanet: UInt64) -> AccountAddress? {
        datanets[datanet]?.owner(ofRow: row)
    }

    /// The accepted rows of a Datanet's reveals before an index; nil for no Datanet.
    package func rowCount(ofDatanet datanet: UInt64, below index: UInt64 = .max) -> UInt32? {
        datanets[datanet]?.rowCount(below: index)
    }

    /// Every contributor's accepted rows and duplicates in a Datanet, by address.
    package func contributors(
        toDatanet datanet: UInt64
    ) -> [(account: AccountAddress, acceptedRows: UInt64, duplicates: UInt64)] {
        (datanets[datanet]?.counts ?? [:]).sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.acceptedRows, $0.value.duplicates)
        }
    }

    /// The policy that a Datanet was founded with; nil for none, and for one of layout 1.
    package func policy(ofDatanet datanet: UInt64) -> DatanetPolicy? { datanets[datanet]?.policy }

    /// The Datanet that an owner opened under a commitment to terms.
    package func datanet(of owner: AccountAddress, terms: Digest) -> UInt64? {
        used.terms[UsedOnce.Owned(owner: owner, value: terms)]
    }

    /// The index of an account's commit to rows, and the commit.
    package func contribution(
        of account: AccountAddress, commitment: Digest
    ) -> (index: UInt64, commit: ContributionCommit)? {
        used.contributions[UsedOnce.Owned(owner: account, value: commitment)].flatMap { index in
            contributions[index].map { (index, $0.commit) }
        }
    }

    /// The commit to rows that stands at an index.
    package func contribution(at index: UInt64) -> ContributionCommit? {
        contributions[index]?.commit
    }

    /// How the commit at an index was opened; nil while it is not.
    package func reveal(ofCommit index: UInt64) -> RevealedContribution? {
        contributions[index]?.reveal
    }

    /// The reveals of a Datanet in their order, which is that of its row numbers.
    ///
    /// - Parameters:
    ///   - datanet: the Datanet.
    ///   - first: how many reveals to leave out.
    /// - Returns: none for no Datanet.
    package func reveals(
        ofDatanet datanet: UInt64, from first: Int = 0
    ) -> ArraySlice<RevealedContribution> {
        (datanets[datanet]?.reveals ?? []).dropFirst(first)
    }

    /// The deposit that a source was recorded for.
    package func deposit(source: Digest) -> RecordedDeposit? { used.deposits[source] }

    /// How a maker's training runs ended, for the model's card.
    package func trainingRuns(
        of maker: AccountAddress
    ) -> (results: Int, aborts: Int, unfinished: Int) {
        let counts = makers[maker] ?? TrainingRunCounts()
        return (counts.results, counts.aborts, counts.unfinished)
    }

    /// The manifest that stands at an index.
    package func manifest(at index: UInt64) -> ManifestCommit? { manifests[index]?.commit }

    /// What became of the manifest at an index.
    package func trainingRun(at manifest: UInt64) -> TrainingRunRecord? {
        manifests[manifest].map { record in
            var record = record
            record.deploys = record.result.flatMap { results[$0]?.deploys } ?? []
            record.isEvaluationOpened = evaluations[record.commit.evaluation]?.isOpened ?? false
            return record
        }
    }

    /// What became of the manifest whose file has a digest.
    package func trainingRun(manifest digest: Digest) -> TrainingRunRecord? {
        used.manifests[digest].flatMap(trainingRun(at:))
    }

    /// The secret that the second key of a manifest has shown.
    package func beacon(ofManifest index: UInt64) -> Digest? { manifests[index]?.beacon }

    /// The training result that stands at an index.
    package func trainingResult(at index: UInt64) -> TrainingResult? { results[index]?.result }

    /// Who holds a model's name: whoever was first to order a model of it.
    package func holder(ofName name: Digest) -> AccountAddress? { names[name]?.holder }

    /// What an evaluation that gates the contributors of a Datanet has to be; nil for no Datanet.
    package func verdictTerms(ofDatanet datanet: UInt64) -> VerdictTerms? {
        datanets[datanet]?.verdictTerms
    }

    /// The owner of a Datanet.
    package func owner(ofDatanet datanet: UInt64) -> AccountAddress? { datanets[datanet]?.owner }

    /// Who committed to an evaluation's items, and whether a manifest has named them.
    package func evaluation(
        at index: UInt64
    ) -> (commit: EvaluationCommit, isUsed: Bool)? {
        evaluations[index].map { ($0.commit, $0.isUsed) }
    }

    /// The index at which a root of evaluation items was committed.
    package func evaluation(root: Digest) -> UInt64? { used.evaluationRoots[root] }

    /// Whether an evaluation's items are opened; nil for no evaluation.
    package func isEvaluationOpened(_ index: UInt64) -> Bool? { evaluations[index]?.isOpened }

    /// The entry that opened an evaluation's items, and the result they were opened with.
    package func opening(ofEvaluation index: UInt64) -> (index: UInt64, result: UInt64)? {
        evaluations[index]?.opened
    }

    /// The entry in which a payer used an idempotency id.
    package func answer(to payer: AccountAddress, id: IdempotencyId) -> UInt64? {
        used.answers[UsedOnce.Asked(payer: payer, id: id)]
    }
}
