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
    package static let leastRows = ModelTrainer.leastRows
    /// With fewer items nothing is measured.
    package static let leastEvaluationItems = 10
    /// So many of them at least must not be trained on.
    package static let leastUnseenItems = 5

    /// What the model will be asked by; its maker holds the name from the order on.
    package let name: String
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
        name: String, datanet: Datanet, index: UInt64, through: UInt64,
        evaluation: EvaluationItems, recipe: TrainingRecipe
    ) {
        self.name = name
        self.datanet = datanet
        self.index = index
        self.through = through
        self.evaluation = evaluation
        self.recipe = recipe
    }

    /// How many of the items the model will not have seen; refuses too few of them, and too few
    /// rows to learn from.
    fileprivate func unseenItemCount() throws(OperationError) -> Int {
        let rows = datanet.acceptedRows.count
        guard rows >= Self.leastRows else {
            throw OperationError(
                .usage, "the Datanet has \(rows) rows; a model needs \(Self.leastRows) or more")
        }
        do throws(UnfitEvaluation) {
            return try Self.unseenItemCount(evaluation, datanet)
        } catch {
            throw OperationError(.usage, error.description)
        }
    }

    /// How many of some items a model of a Datanet's rows will not have seen.
    ///
    /// - Throws: ``UnfitEvaluation`` for too few.
    package static func unseenItemCount(
        _ evaluation: EvaluationItems, _ datanet: Datanet
    ) throws(UnfitEvaluation) -> Int {
        guard evaluation.rows.count >= leastEvaluationItems else { throw .fewItems }
        let count = evaluation.unseen(by: datanet.acceptedRows.map(\.row)).count
        guard count >= leastUnseenItems else {
            throw .seen(unseen: count, of: evaluation.rows.count)
        }
        return count
    }

    /// The order's manifest.
    fileprivate func manifest(
        over base: BaseModel, rule: PaymentRule, shares: FeeShares, verdict: Verdict
    ) -> TrainingManifest {
        TrainingManifest(
            classifierOver: base, datanet: datanet, evaluation: evaluation, recipe: recipe,
            rule: rule, shares: shares, verdict: verdict)
    }
}

/// Why items cannot measure a model.
package enum UnfitEvaluation: Error, Equatable, CustomStringConvertible, Sendable {
    /// There are too few.
    case fewItems
    /// Nearly all say what the rows say that are trained on.
    case seen(unseen: Int, of: Int)

    /// One sentence.
    package var description: String {
        switch self {
        case .fewItems:
            "An evaluation has \(ModelOrder.leastEvaluationItems) rows or more."
        case .seen(let unseen, let count):
            "Of the evaluation rows only \(unseen) of \(count) say something else than the rows "
                + "that are trained on; a model is measured by \(ModelOrder.leastUnseenItems) or "
                + "more such."
        }
    }
}

extension EntryLog {
    /// Makes the manifest of a model by the rules that stand in the log, commits to it, and then
    /// shows the beacon's secret, each unless the log holds it already.
    ///
    /// Whether the evaluation gates contributors follows from the Datanet's policy and the items,
    /// not from the order.
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
        let unseen = try order.unseenItemCount()
        let root = order.evaluation.root
        let found = try await query { state in
            let index = state.evaluation(root: root)
            return (
                policy: state.currentPolicy, evaluation: index,
                judge: index.flatMap(state.evaluation(at:)),
                terms: state.verdictTerms(ofDatanet: order.index),
                founding: state.policy(ofDatanet: order.index)
            )
        }
        guard let policy = found.policy else {
            throw OperationError(.notFound, "the log has no fee policy yet")
        }
        guard let evaluation = found.evaluation, let judge = found.judge, let terms = found.terms
        else {
            throw OperationError(
                .notFound, "the log does not hold the root of the evaluation items")
        }
        let rule = found.founding.map { PaymentRule($0) } ?? PaymentRule()
        let shares = policy.policy.shares
        let isFit =
            judge.commit.evaluator == terms.evaluator
            && judge.commit.itemCount >= terms.leastItems && unseen >= Int(terms.leastItems)
        var manifest = order.manifest(
            over: base, rule: rule, shares: shares, verdict: isFit ? .gates : .measures)
        // Items that served before gate nobody again, unless it was this very order that used them.
        let digest = manifest.digest
        if isFit, judge.isUsed, try await query({ $0.trainingRun(manifest: digest) }) == nil {
            manifest = order.manifest(
                over: base, rule: rule, shares: shares, verdict: .measures)
        }
        try models.writeManifest(manifest)
        try await keep(manifest)
        let entry = ManifestCommit(
            maker: maker.address, manifestDigest: manifest.digest,
            sale: SaleTerms(
                name: Commitment.modelName(order.name), verdict: manifest.verdict ?? .measures),
            datanets: [
                TrainingData(
                    datanet: order.index, through: order.through,
                    rowCount: UInt32(manifest.rowCount), rowsRoot: manifest.rowsRoot)
            ], evaluation: evaluation, policy: policy.index, shares: shares,
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
