internal import Datanets
internal import FoundationEssentials
internal import ModelFactory
public import Tensors
internal import Wire

/// The computing part of a training job, in a process of its own: reads a job's folder and the
/// public files, writes the model's files, touches no ledger.
///
/// Everything is a function of the manifest, so a worker that was killed is simply started again.
public enum TrainingWorker {
    /// Trains the model of a job.
    ///
    /// - Parameters:
    ///   - job: the job's id.
    ///   - dataDirectory: the node's directory.
    ///   - base: the base model, loaded as trainable.
    ///   - threads: how many compute.
    /// - Throws: `NodeError` and what reading and training throw, each one sentence.
    public static func run(
        job: UInt64, dataDirectory: String, base: BaseModel, threads: ComputeThreads
    ) throws {
        let files = NodeFiles(root: dataDirectory)
        guard let job = try JobFile.all(in: files).first(where: { $0.id == job }),
            let digest = job.manifest
        else { throw NodeError(.notFound, "there is no training job \(job) with a manifest") }
        let models = ModelFiles(dataDirectory: dataDirectory)
        guard models.readOutcome(manifest: digest) == nil else { return }
        let manifest = try TrainingManifest(
            fileBytes: files.read("models/\(digest.hex)/manifest.json", expecting: digest))
        let accepted = try DatanetFiles(
            dataDirectory: URL(fileURLWithPath: dataDirectory), name: job.datanet
        ).read().acceptedRows
        let evaluation = try EvaluationItems(
            fileBytes: files.read("\(JobFile.folder(job.id))/\(JobFile.evaluation)"))
        let trained = try ModelTrainer(
            base: base, manifest: manifest, rows: Array(accepted.prefix(manifest.rowCount)),
            evaluation: evaluation, beacon: job.beacon.bytes, threads: threads
        ).train { step, steps, _ in
            TrainingProgress(done: step, total: steps).write(job: job.id, in: files)
        }
        try models.writeOutcome(
            ModelFiles.Outcome(
                digests: try models.write(trained.model, transcript: trained.transcript),
                transcriptRoot: trained.transcript.root,
                evaluationCorrect: trained.evaluationCorrect,
                evaluationTotal: evaluation.rows.count),
            manifest: digest)
    }
}

/// How far a worker is, `jobs/<id>/progress`; nothing rests on it.
struct TrainingProgress: Equatable, Sendable {
    let done: Int
    let total: Int

    private static func path(_ job: UInt64, _ files: NodeFiles) -> String {
        "\(files.root)/\(JobFile.folder(job))/progress"
    }

    func write(job: UInt64, in files: NodeFiles) {
        let text = "\(done) \(total)\n"
        try? text.write(toFile: Self.path(job, files), atomically: true, encoding: .utf8)
    }

    init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    init?(job: UInt64, in files: NodeFiles) {
        guard let data = FileManager.default.contents(atPath: Self.path(job, files)) else {
            return nil
        }
        let numbers = String(decoding: data, as: UTF8.self).split { " \n".contains($0) }
            .compactMap { Int($0) }
        guard numbers.count == 2, 0...numbers[1] ~= numbers[0] else { return nil }
        self.init(done: numbers[0], total: numbers[1])
    }
}
