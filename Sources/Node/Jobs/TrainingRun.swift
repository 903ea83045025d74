internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import ProofOfAttribution
internal import Wire

/// One training job from its order to a model on sale.
///
/// Each step looks in the log for what an earlier attempt did: whatever moment a node dies at, the
/// next one goes on, and a manifest ends in one result or one abort.
struct TrainingRun: Sendable {
    /// Fewer rows tell labels apart by luck.
    static let leastRows = 20

    let directory: String
    let base: BaseModel
    let writer: LedgerWriter
    let keys: KeyRing
    let intake: IntakeService
    let launch: TrainingProcess.Launch

    private var files: NodeFiles { NodeFiles(root: directory) }
    private var models: ModelFiles { ModelFiles(dataDirectory: directory) }
    private var domain: SigningDomain { .log(writer.verifierKey) }

    /// Brings a job to its end.
    ///
    /// - Parameters:
    ///   - job: the job as it stands on the disk.
    ///   - note: told of the job as it changes.
    /// - Returns: the job and what the log says of it.
    /// - Throws: `CancellationError` when the node shuts down, else what stands in the way.
    func finish(
        _ job: JobFile, note: (JobFile) async -> Void
    ) async throws -> (JobFile, TrainingHistory) {
        var job = job
        if job.failure != nil, job.manifest == nil {
            throw NodeError(.usage, job.failure ?? "")
        }
        if let manifest = job.manifest {
            let history = try await TrainingHistory(manifest: manifest, writer)
            if history.isEnded { return (job, history) }
        }
        guard let maker = keys.key(of: job.account) else {
            throw NodeError(.notFound, "the key of account \(job.account) is gone from keys/")
        }
        let items = try EvaluationItems(
            fileBytes: files.read("\(JobFile.folder(job.id))/\(JobFile.evaluation)"))
        let digest = try await commit(&job, items, maker)
        await note(job)
        var history = try await TrainingHistory(manifest: digest, writer)
        if history.result == nil, !history.isAborted {
            try await train(&job, digest, history, maker)
            await note(job)
        }
        history = try await TrainingHistory(manifest: digest, writer)
        if let result = history.result {
            try await sell(job, digest, result: result, history, maker)
            try await open(items, result: result, history, maker)
        }
        return (job, try await TrainingHistory(manifest: digest, writer))
    }

    /// Commits to the evaluation items and to the manifest, and shows the beacon.
    private func commit(
        _ job: inout JobFile, _ items: EvaluationItems, _ maker: AccountKey
    ) async throws -> Digest {
        if let digest = job.manifest,
            try await TrainingHistory(manifest: digest, writer).manifest != nil
        {
            return try await reveal(job, digest)
        }
        try await openAccount(maker)
        let (datanetIndex, evaluation) = try await commit(items, of: job, maker)
        let snapshot = try await intake.snapshot(of: job.datanet)
        let manifest = try await manifest(job, snapshot.datanet, items)
        try models.writeManifest(manifest)
        job.manifest = manifest.digest
        try job.write(to: files)
        guard let policy = try await writer.query({ $0.currentPolicy?.index }) else {
            throw NodeError(.notFound, "the log has no fee policy yet")
        }
        let second = beaconKey(job)
        let entry = ManifestCommit(
            maker: maker.address, manifestDigest: manifest.digest, datanet: datanetIndex,
            datanetThrough: snapshot.through, rowCount: UInt32(manifest.rowCount),
            rowsRoot: manifest.rowsRoot, evaluation: evaluation, policy: policy,
            methodId: HeadKernel.code.number, methodVersion: HeadKernel.code.version,
            accessTier: .public, beaconRule: .secondKey, beaconKey: second.address,
            beaconCommitment: Commitment.beacon(key: second.address, secret: job.beacon))
        _ = try await writer.append(.manifestCommit(entry.signed(by: maker, in: domain)))
        return try await reveal(job, manifest.digest)
    }

    private func commit(
        _ items: EvaluationItems, of job: JobFile, _ maker: AccountKey
    ) async throws -> (datanet: UInt64, evaluation: UInt64) {
        let datanet = try await intake.snapshot(of: job.datanet).index
        if let index = try await TrainingHistory.evaluation(root: items.root, writer) {
            return (datanet, index)
        }
        let entry = EvaluationCommit(
            evaluator: maker.address, datanet: datanet, root: items.root,
            itemCount: UInt32(items.rows.count))
        let receipt = try await writer.append(
            .evaluationCommit(entry.signed(by: maker, in: domain)))
        return (datanet, receipt.index)
    }

    private func reveal(_ job: JobFile, _ digest: Digest) async throws -> Digest {
        let history = try await TrainingHistory(manifest: digest, writer)
        guard !history.isBeaconRevealed, let manifest = history.manifest, history.result == nil,
            !history.isAborted
        else { return digest }
        let entry = BeaconReveal(manifest: manifest, secret: job.beacon)
        _ = try await writer.append(.beaconReveal(entry.signed(by: beaconKey(job), in: domain)))
        return digest
    }

    /// The second key: the node draws it for the job, so that the maker alone cannot choose the
    /// seed.
    ///
    /// On this node both are in one hand, and the model's card says what that is worth.
    private func beaconKey(_ job: JobFile) -> AccountKey {
        var bytes = SeededBytes(digest: job.beacon, label: "openledger beacon key")
        return AccountKey(randomUsing: &bytes)
    }

    private func manifest(
        _ job: JobFile, _ datanet: Datanet, _ items: EvaluationItems
    ) async throws -> TrainingManifest {
        guard let shares = try await writer.query({ $0.currentPolicy?.policy.shares }) else {
            throw NodeError(.notFound, "the log has no fee policy yet")
        }
        var recipe = TrainingRecipe()
        if let epochs = job.epochs { recipe.epochs = epochs }
        return TrainingManifest(
            baseModel: base.weightsDigest, tokenizer: base.tokenizerDigest,
            labels: datanet.labels.labels, rowCount: datanet.acceptedRows.count,
            rowsRoot: datanet.version.rowsRoot, evaluationRoot: items.root, recipe: recipe,
            attribution: HeadKernelSettings().json, payment: PaymentRule().json(shares: shares),
            beaconRule: "commit and reveal by a second key")
    }

    private func openAccount(_ key: AccountKey) async throws {
        let address = key.address
        guard try await !writer.query({ $0.isOpen(address) }) else { return }
        let entry = AccountOpen(account: address, role: .participant)
        _ = try await writer.append(.accountOpen(entry.signed(by: key, in: domain)))
    }
}

extension TrainingRun {
    /// Runs the worker; its model becomes a result, its failure an abort.
    private func train(
        _ job: inout JobFile, _ digest: Digest, _ history: TrainingHistory, _ maker: AccountKey
    ) async throws {
        guard let manifest = history.manifest else { return }
        let log = "\(directory)/\(JobFile.folder(job.id))/worker.log"
        let status = try await TrainingProcess().run(
            launch, arguments: ["--job", String(job.id), "--data", directory], log: log)
        try Task.checkCancellation()
        guard status == 0, let outcome = models.readOutcome(manifest: digest) else {
            let words = (try? files.read("\(JobFile.folder(job.id))/worker.log")) ?? []
            job.failure = String(decoding: words.suffix(1_000), as: UTF8.self)
            if words.isEmpty { job.failure = "the training process ended with \(status)" }
            try job.write(to: files)
            let abort = TrainingAbort(manifest: manifest, reason: .interrupted)
            _ = try await writer.append(.trainingAbort(abort.signed(by: maker, in: domain)))
            return
        }
        let result = TrainingResult(
            manifest: manifest, adapterDigest: outcome.digests.adapter,
            headDigest: outcome.digests.head, transcriptRoot: outcome.transcriptRoot,
            indexDigest: outcome.digests.index, gateDigest: outcome.digests.gate,
            evaluationCorrect: UInt32(outcome.evaluationCorrect),
            evaluationTotal: UInt32(outcome.evaluationTotal))
        _ = try await writer.append(.trainingResult(result.signed(by: maker, in: domain)))
    }

    /// Puts the model on sale under its name.
    private func sell(
        _ job: JobFile, _ digest: Digest, result: UInt64, _ history: TrainingHistory,
        _ maker: AccountKey
    ) async throws {
        try ModelNames(dataDirectory: directory).write(
            ModelNames.Card(name: job.name, datanet: job.datanet), manifest: digest)
        guard history.deploy == nil, let manifest = history.manifest,
            let commit = try await writer.query({ $0.manifest(at: manifest) })
        else { return }
        let deploy = Deploy(
            result: result, policy: commit.policy, revision: 0, fee: job.fee,
            datanet: commit.datanet, maker: maker.address)
        _ = try await writer.append(.deploy(deploy.signed(by: maker, in: domain)))
    }

    /// Opens the evaluation: it has served its one model, and from here on everyone can repeat
    /// the gate.
    private func open(
        _ items: EvaluationItems, result: UInt64, _ history: TrainingHistory, _ maker: AccountKey
    ) async throws {
        guard !history.isEvaluationOpened, let manifest = history.manifest,
            let found = try await writer.query({ state in
                state.manifest(at: manifest).flatMap { commit in
                    state.trainingResult(at: result).map { (commit.evaluation, $0.gateDigest) }
                }
            })
        else { return }
        try files.write(items.fileBytes, to: "evaluations/\(items.root.hex).jsonl")
        let entry = EvaluationOpen(
            evaluation: found.0, result: result, root: items.root,
            itemsDigest: .sha256(items.fileBytes), gateDigest: found.1)
        _ = try await writer.append(.evaluationOpen(entry.signed(by: maker, in: domain)))
    }
}
