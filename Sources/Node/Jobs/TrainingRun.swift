internal import Datanets
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
    /// How much of what a failed worker said is kept: its last words.
    private static let lastWordsByteCount = 1_000

    let directory: String
    let base: BaseModel
    let writer: any StoredLog
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
                "\(JobFile.folder(job.id))/\(JobFile.evaluationFile)", limit: FileLimit.records))
        let manifest = try await order(&job, items, maker)
        await note(job)
        let result: UInt64
        do {
            result = try await writer.trainModel(
                ofManifest: manifest, named: ModelNames.Card(name: job.name, datanet: job.datanet),
                in: ModelNames(dataDirectory: directory), fee: job.fee, maker: maker
            ) {
                try await train(&job)
            }.result
        } catch {
            let record = try await record(at: manifest)
            guard case .abort = record.outcome else { throw error }
            return (job, record)
        }
        try await writer.openEvaluation(
            items, result: result, by: evaluator(of: items, maker), in: files)
        return (job, try await record(at: manifest))
    }

    /// Who committed to the items and so opens them.
    private func evaluator(of items: EvaluationItems, _ maker: AccountKey) async throws
        -> AccountKey
    {
        let root = items.root
        let account = try await writer.query { state in
            state.evaluation(root: root).flatMap { state.evaluation(at: $0)?.commit.evaluator }
        }
        guard let account, account != maker.address else { return maker }
        guard let key = keys.currentKey(of: account) else {
            throw OperationError(.notFound, "the key of evaluator \(account) is gone from keys/")
        }
        return key
    }

    /// Removes what a job that has ended needs no more: its copy of the evaluation, its worker's
    /// words and, where there is no model, the parts that a worker may have begun.
    func removeWork(on job: JobFile, endedAs record: TrainingRunRecord) {
        guard Self.isEnded(record) else { return }
        job.removeWork(in: files)
        if case .abort = record.outcome {
            models.removeParts(ofManifest: record.commit.manifestDigest)
        }
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
        _ = try await writer.commitEvaluation(items, of: datanet, by: maker)
        let snapshot = try await intake.snapshot(of: job.datanet)
        var recipe = TrainingRecipe()
        if let epochs = job.epochs { recipe.epochs = epochs }
        let order = ModelOrder(
            name: job.name, datanet: snapshot.datanet, index: datanet, through: snapshot.through,
            evaluation: items, recipe: recipe)
        return try await writer.orderTraining(
            order, over: base, maker: maker, beacon: beacon, in: models
        ) { manifest in
            job.manifest = manifest.digest
            try job.write(to: files)
        }.index
    }

    /// The second key: the node draws it for the job, so that the maker alone cannot choose the
    /// seed.
    ///
    /// On this node both are in one hand, and the model's card says what that is worth.
    private func beacon(of job: JobFile) -> Beacon {
        var bytes = SeededBytes(digest: job.beacon, label: "openledger beacon key")
        return Beacon(key: AccountKey(randomUsing: &bytes), secret: job.beacon)
    }

    /// Runs the worker, whose files are a model; the job keeps why it failed.
    private func train(_ job: inout JobFile) async throws -> ModelFiles.Outcome {
        do { return try await work(job) } catch {
            guard error.endsTraining else { throw error }
            job.failure = "\(error)"
            try job.write(to: files)
            throw error
        }
    }

    /// Runs the worker.
    ///
    /// - Throws: `OperationError` with the worker's last words; its code is one of
    ///   `JobFile.endings` when the training cannot succeed.
    private func work(_ job: JobFile) async throws -> ModelFiles.Outcome {
        let log = "\(directory)/\(JobFile.folder(job.id))/worker.log"
        let status: Int32
        do { status = try await launcher.run(job.id, directory, log) } catch let error
            as OperationError
        {
            throw OperationError(.notStarted, error.message)
        }
        try Task.checkCancellation()
        if status == 0, let digest = job.manifest,
            let outcome = models.readOutcome(manifest: digest)
        {
            return outcome
        }
        let words = Self.lastWords(log)
        throw OperationError(
            JobFile.endings.first { files.exists("\(JobFile.folder(job.id))/\($0.file)") }?.code
                ?? .files,
            words.isEmpty ? "the training process ended with \(status)" : words)
    }

    /// The end of a file; empty where it cannot be read.
    private static func lastWords(_ path: String) -> String {
        guard let file = try? PosixFile(path, for: .reading), let size = try? file.size(),
            let bytes = try? file.read(
                lastWordsByteCount, at: size - min(size, UInt64(lastWordsByteCount)))
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
