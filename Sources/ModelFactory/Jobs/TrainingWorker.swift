internal import Datanets
internal import FoundationEssentials
package import Machine
package import Tensors
internal import Wire

/// The computing part of a training job, in a process of its own: reads a job's folder and the
/// public files, writes the model's files, touches no ledger.
///
/// Everything is a function of the manifest, so a worker that was killed is simply started again.
package enum TrainingWorker {
    /// Trains the model of a job.
    ///
    /// - Parameters:
    ///   - job: the job's id.
    ///   - dataDirectory: the node's directory.
    ///   - base: the base model, loaded as trainable.
    ///   - threads: how many compute.
    /// - Throws: `OperationError` and what reading and training throw, each one sentence.
    package static func run(
        job: UInt64, dataDirectory: String, base: BaseModel, threads: ComputeThreads
    ) throws {
        let files = DataFiles(root: dataDirectory)
        guard let job = try JobFile.read(job, in: files),
            let digest = job.manifest
        else { throw OperationError(.notFound, "there is no training job \(job) with a manifest") }
        let models = ModelFiles(dataDirectory: dataDirectory)
        let manifest = try models.manifest(digest)
        let accepted = try DatanetFiles(
            dataDirectory: dataDirectory, name: job.datanet
        ).read().acceptedRows
        let evaluation = try EvaluationItems(
            fileBytes: files.read(
                "\(JobFile.folder(job.id))/\(JobFile.evaluationFile)", limit: FileLimit.records))
        let trainer = try ModelTrainer(
            base: base, manifest: manifest, rows: Array(accepted.prefix(manifest.rowCount)),
            evaluation: evaluation, beacon: job.beacon.bytes, threads: threads)
        do {
            _ = try trainer.trainAndKeep(in: models) { step, steps, _ in
                TrainingProgress(done: step, total: steps).write(job: job.id, in: files)
            }
        } catch let error as OperationError {
            // The log tells a run that cannot succeed from one that a machine cut off.
            for ending in JobFile.endings where ending.code == error.code {
                try files.write([], to: "\(JobFile.folder(job.id))/\(ending.file)")
            }
            throw error
        }
    }
}

/// How far a worker is, `jobs/<id>/progress`; nothing rests on it.
package struct TrainingProgress: Equatable, Sendable {
    package let done: Int
    package let total: Int

    private static func path(_ job: UInt64, _ files: DataFiles) -> String {
        "\(files.root)/\(JobFile.folder(job))/progress"
    }

    package func write(job: UInt64, in files: DataFiles) {
        let text = "\(done) \(total)\n"
        try? text.write(toFile: Self.path(job, files), atomically: true, encoding: .utf8)
    }

    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    package init?(job: UInt64, in files: DataFiles) {
        guard
            let data = try? PosixFile.contents(of: Self.path(job, files), limit: FileLimit.text)
        else { return nil }
        let numbers = String(decoding: data, as: UTF8.self).split { " \n".contains($0) }
            .compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] >= 0, numbers[0] <= numbers[1] else { return nil }
        self.init(done: numbers[0], total: numbers[1])
    }
}
