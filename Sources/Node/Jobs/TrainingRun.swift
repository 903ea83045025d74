internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Money
internal import Wire
internal import Workflows

/// One training job from its order to a model on sale.
///
/// Each step looks in the log for what an earlier attempt did: whatever moment a node dies at, the
/// next one goes on, and a manifest ends in one result or one abort.
struct TrainingRun: Sendable {
    /// With fewer rows the accuracy is mostly chance.
    static let leastRows = 20

    let directory: String
    let base: BaseModel
    let writer: LedgerWriter
    let keys: KeyRing
    let intake: IntakeService
    let launcher: TrainingLauncher

    private var files: DataFiles { DataFiles(root: directory) }
    private var models: ModelFiles { ModelFiles(dataDirectory: directory) }

    /// Brings a job to its end.
    ///
    /// - Parameters:
    ///   - job: the job as it stands on the disk.
    ///   - note: told of the job as it changes.
    /// - Returns: the job and what the log says of its manifest.
    /// - Throws: `CancellationError` when the node shuts down, else what stands in the way.
    func finish(
        _ job: JobFile, note: (JobFile) async -> Void
    ) async throws -> (JobFile, TrainingRunRecord) {
        var job = job
        if job.failure != nil, job.manifest == nil {
            throw OperationError(.usage, job.failure ?? "")
        }
        if let record = try await record(of: job), Self.isEnded(record) { return (job, record) }
        guard let maker = keys.key(of: job.account) else {
            throw OperationError(.notFound, "the key of account \(job.account) is gone from keys/")
        }
        let items = try EvaluationItems(
            fileBytes: files.read(
                "\(JobFile.folder(job.id))/\(JobFile.evaluation)", limit: FileLimit.records))
        let manifest = try await order(&job, items, maker)
        await note(job)
        if try await record(at: manifest).outcome == .unfinished {
            try await train(&job, manifest, maker)
            await note(job)
        }
        let ended = try await record(at: manifest)
        if let result = ended.result {
            try ModelNames(dataDirectory: directory).write(
                ModelNames.Card(name: job.name, datanet: job.datanet),
                manifest: ended.commit.manifestDigest)
            try await writer.deployModel(result: result, fee: job.fee, maker: maker)
            try await writer.openEvaluation(items, result: result, by: maker, in: files)
        }
        return (job, try await record(at: manifest))
    }

    /// Whether nothing is left to do.
    private static func isEnded(_ record: TrainingRunRecord) -> Bool {
        switch record.outcome {
        case .unfinished: false
        case .abort: true
        case .result: !record.deploys.isEmpty && record.isEvaluationOpened
        }
    }

    private func record(of job: JobFile) async throws -> TrainingRunRecord? {
        guard let digest = job.manifest else { return nil }
        return try await writer.query { $0.trainingRun(manifest: digest) }
    }

    private func record(at manifest: UInt64) async throws -> TrainingRunRecord {
        guard let record = try await writer.query({ $0.trainingRun(at: manifest) }) else {
            throw OperationError(.notFound, "entry \(manifest) is no manifest")
        }
        return record
    }

    /// Commits to the evaluation items and to the manifest, and shows the beacon.
    ///
    /// - Returns: the index of the manifest.
    private func order(
        _ job: inout JobFile, _ items: EvaluationItems, _ maker: AccountKey
    ) async throws -> UInt64 {
        let beacon = beacon(of: job)
        if let record = try await record(of: job) {
            try await writer.revealBeacon(beacon, ofManifest: record.index)
            return record.index
        }
        try await writer.openAccount(maker)
        let datanet = try await intake.snapshot(of: job.datanet).index
        let evaluation = try await writer.commitEvaluation(items, of: datanet, by: maker)
        let snapshot = try await intake.snapshot(of: job.datanet)
        let (rule, policy) = try await writer.query {
            ($0.policy(ofDatanet: datanet)?.paymentRule ?? PaymentRule(), $0.currentPolicy)
        }
        guard let policy else { throw OperationError(.notFound, "the log has no fee policy yet") }
        var recipe = TrainingRecipe()
        if let epochs = job.epochs { recipe.epochs = epochs }
        let manifest = TrainingManifest(
            classifierOver: base, datanet: snapshot.datanet, evaluation: items, recipe: recipe,
            rule: rule, shares: policy.policy.shares)
        try models.writeManifest(manifest)
        job.manifest = manifest.digest
        try job.write(to: files)
        return try await writer.orderTraining(
            manifest,
            at: TrainingPlaces(
                datanet: datanet, through: snapshot.through, evaluation: evaluation,
                policy: policy.index),
            shares: policy.policy.shares, maker: maker, beacon: beacon)
    }

    /// The second key: the node draws it for the job, so that the maker alone cannot choose the
    /// seed.
    ///
    /// On this node both are in one hand, and the model's card says what that is worth.
    private func beacon(of job: JobFile) -> Beacon {
        var bytes = SeededBytes(digest: job.beacon, label: "openledger beacon key")
        return Beacon(key: AccountKey(randomUsing: &bytes), secret: job.beacon)
    }

    /// Runs the worker; its model becomes a result, its failure an abort.
    private func train(
        _ job: inout JobFile, _ manifest: UInt64, _ maker: AccountKey
    ) async throws {
        guard let digest = job.manifest else { return }
        let log = "\(JobFile.folder(job.id))/worker.log"
        let status = try await launcher.run(job.id, directory, "\(directory)/\(log)")
        try Task.checkCancellation()
        if status == 0, let outcome = models.readOutcome(manifest: digest) {
            try await writer.recordResult(outcome, ofManifest: manifest, maker: maker)
            return
        }
        let words = (try? files.read(log, limit: FileLimit.records)) ?? []
        job.failure =
            words.isEmpty
            ? "the training process ended with \(status)"
            : String(decoding: words.suffix(1_000), as: UTF8.self)
        try job.write(to: files)
        try await writer.abortTraining(
            ofManifest: manifest,
            reason: files.exists(JobFile.divergence(job.id)) ? .diverged : .interrupted,
            maker: maker)
    }
}
