package import Datanets
internal import Economy
package import Identity
package import Ledger
internal import Machine
package import ModelFactory
internal import ProofOfAttribution
package import Wire

/// Where the randomness of a training run comes from: a second key that commits to a secret before
/// the manifest is in the log, and shows it afterwards.
package struct Beacon: Sendable {
    /// The second key.
    package let key: AccountKey
    /// What it commits to.
    package let secret: Digest

    /// A key and its secret.
    package init(key: AccountKey, secret: Digest) {
        self.key = key
        self.secret = secret
    }
}

/// A model that is ordered: which rows it learns from, what judges it, and how it is trained.
package struct ModelOrder: Sendable {
    /// With fewer rows the accuracy is mostly chance.
    package static let leastRows = 20
    /// With fewer items the gate tells nobody apart.
    package static let leastEvaluationItems = 10

    /// The Datanet as it stands.
    package let datanet: Datanet
    /// The index of the Datanet.
    package let index: UInt64
    /// All reveals below this index are taken.
    package let through: UInt64
    /// The items that judge the model; their root is in the log.
    package let evaluation: EvaluationItems
    /// How the run goes.
    package let recipe: TrainingRecipe

    /// An order; nothing is checked yet.
    package init(
        datanet: Datanet, index: UInt64, through: UInt64, evaluation: EvaluationItems,
        recipe: TrainingRecipe
    ) {
        self.datanet = datanet
        self.index = index
        self.through = through
        self.evaluation = evaluation
        self.recipe = recipe
    }

    /// Refuses too few rows to learn from, or to judge by.
    fileprivate func check() throws(OperationError) {
        let rows = datanet.acceptedRows.count
        guard rows >= Self.leastRows else {
            throw OperationError(
                .usage, "the Datanet has \(rows) rows; a model needs \(Self.leastRows) or more")
        }
        guard evaluation.rows.count >= Self.leastEvaluationItems else {
            throw OperationError(
                .usage, "an evaluation has \(Self.leastEvaluationItems) rows or more")
        }
    }
}

extension EntryLog {
    /// Makes the manifest of a model by the rules that stand in the log, commits to it, and then
    /// shows the beacon's secret, each unless the log holds it already.
    ///
    /// - Parameters:
    ///   - order: rows, evaluation and recipe.
    ///   - base: the model that is tuned.
    ///   - maker: the model maker's key.
    ///   - beacon: the second key and its secret.
    ///   - models: gets the manifest's file.
    ///   - keep: told of the manifest when its file is on the disk, before the log has it.
    /// - Returns: the index of the manifest, and the manifest.
    /// - Throws: `OperationError` for too few rows or items and when the log lacks the evaluation
    ///   or a policy; `Refusal`; else what `keep`, files and log throw.
    @discardableResult
    package func orderTraining(
        _ order: ModelOrder, over base: BaseModel, maker: AccountKey, beacon: Beacon,
        in models: ModelFiles, keep: (TrainingManifest) async throws -> Void = { _ in }
    ) async throws -> (index: UInt64, manifest: TrainingManifest) {
        try order.check()
        let root = order.evaluation.root
        let found = try await query { state in
            (
                rule: state.policy(ofDatanet: order.index)?.paymentRule ?? PaymentRule(),
                policy: state.currentPolicy, evaluation: state.evaluation(root: root)
            )
        }
        guard let policy = found.policy else {
            throw OperationError(.notFound, "the log has no fee policy yet")
        }
        guard let evaluation = found.evaluation else {
            throw OperationError(
                .notFound, "the log does not hold the root of the evaluation items")
        }
        let manifest = TrainingManifest(
            classifierOver: base, datanet: order.datanet, evaluation: order.evaluation,
            recipe: order.recipe, rule: found.rule, shares: policy.policy.shares)
        try models.writeManifest(manifest)
        try await keep(manifest)
        let entry = ManifestCommit(
            maker: maker.address, manifestDigest: manifest.digest,
            datanets: [
                TrainingData(
                    datanet: order.index, through: order.through,
                    rowCount: UInt32(manifest.rowCount), rowsRoot: manifest.rowsRoot)
            ], evaluation: evaluation, policy: policy.index, shares: policy.policy.shares,
            methods: [
                MethodVersion(
                    method: manifest.attribution.code.number,
                    version: manifest.attribution.code.version)
            ], accessTier: .public, beaconRule: .secondKey, beaconKey: beacon.key.address,
            beaconCommitment: Commitment.beacon(key: beacon.key.address, secret: beacon.secret))
        let index = try await commit(entry, signedBy: maker)
        try await revealBeacon(beacon, ofManifest: index)
        return (index, manifest)
    }

    private func commit(
        _ entry: ManifestCommit, signedBy maker: AccountKey
    ) async throws -> UInt64 {
        if let run = try await query({ $0.trainingRun(manifest: entry.manifestDigest) }) {
            return run.index
        }
        return try await append(.manifestCommit(entry.signed(by: maker, in: domain))).index
    }

    /// Shows the secret of a manifest that waits for it.
    package func revealBeacon(_ beacon: Beacon, ofManifest manifest: UInt64) async throws {
        guard let run = try await query({ $0.trainingRun(at: manifest) }), run.beacon == nil,
            run.outcome == .unfinished
        else { return }
        let entry = BeaconReveal(manifest: manifest, secret: beacon.secret)
        _ = try await append(.beaconReveal(entry.signed(by: beacon.key, in: domain)))
    }
}
