internal import Datanets
internal import FoundationEssentials
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Logging
internal import Machine
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import ServiceLifecycle
internal import Wire
internal import Workflows

/// The durable queue of training jobs, and the loop that works it off, one job after the other.
actor TrainingService: ModelTraining, Service {
    /// Jobs that may wait or run; a job takes minutes.
    private static let queueLimit = 16

    private let files: DataFiles
    private let keys: KeyRing
    private let intake: IntakeService
    private let models: ServedModels
    private let run: TrainingRun
    private let logger: Logger
    private var order: [JobFile] = []
    private var ended: [UInt64: TrainingJob] = [:]
    private var running: UInt64?
    private let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)

    init(
        dataDirectory: String, keys: KeyRing, intake: IntakeService, models: ServedModels,
        run: TrainingRun, logger: Logger
    ) throws {
        files = DataFiles(root: dataDirectory)
        self.keys = keys
        self.intake = intake
        self.models = models
        self.run = run
        self.logger = logger
        order = try JobFile.all(in: files)
    }

    /// No overload of the node: it serves on, and only ends of trainings make room.
    private static let full = ServiceRefusal.conflict(
        "\(queueLimit) trainings wait or run already; order again when one has ended.")

    func queue(_ order: TrainingOrder) async throws -> TrainingJob {
        let rows = try await checked(order)
        guard self.order.count(where: { ended[$0.id] == nil }) < Self.queueLimit else {
            throw Self.full
        }
        let job = JobFile(
            id: (self.order.last?.id ?? 0) + 1, account: order.caller.account, name: order.name,
            datanet: order.datanet, fee: order.fee, epochs: order.epochs,
            beacon: Digest.random())
        var salts = SeededBytes(digest: Digest.random(), label: "evaluation salts")
        let items = EvaluationItems(rows: rows, salts: &salts)
        do {
            try files.write(
                items.fileBytes, to: "\(JobFile.folder(job.id))/\(JobFile.evaluation)",
                permissions: 0o600)
            try job.write(to: files)
        } catch {
            throw ServiceRefusal(error)
        }
        self.order.append(job)
        arrive.yield()
        return state(of: job)
    }

    func jobs() async -> [TrainingJob] { order.reversed().map(state) }

    /// Works until the node shuts down; a job that is cut off goes on at the next start.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.workOff()
            for await _ in self.arrivals { await self.workOff() }
        }
    }

    private func workOff() async {
        while !Task.isCancelled, let job = order.first(where: { ended[$0.id] == nil }) {
            await work(on: job)
        }
    }

    private func work(on job: JobFile) async {
        running = job.id
        defer { running = nil }
        do {
            let (current, record) = try await run.finish(job) { self.note($0) }
            note(current)
            let deploy = record.deploys.last
            if let deploy, !models.knows(deploy: deploy) { try await models.load(deploy: deploy) }
            ended[job.id] = TrainingJob(
                id: job.id, account: job.account, name: job.name, datanet: job.datanet,
                state: deploy == nil ? .failed : .succeeded, manifest: record.index,
                deploy: deploy, failure: current.failure)
            logger.info(
                "training ended",
                metadata: ["job": "\(job.id)", "deploy": "\(deploy.map(String.init) ?? "none")"])
        } catch is CancellationError {
            return
        } catch {
            ended[job.id] = TrainingJob(
                id: job.id, account: job.account, name: job.name, datanet: job.datanet,
                state: .failed, failure: "\(error)")
            logger.error("training failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    private func note(_ job: JobFile) {
        if let position = order.firstIndex(where: { $0.id == job.id }) { order[position] = job }
    }

    private func state(of job: JobFile) -> TrainingJob {
        if let ended = ended[job.id] { return ended }
        let progress = running == job.id ? TrainingProgress(job: job.id, in: files) : nil
        return TrainingJob(
            id: job.id, account: job.account, name: job.name, datanet: job.datanet,
            state: running == job.id ? .running : .queued,
            progress: progress.map { ($0.done, $0.total) })
    }

    /// The rows that will measure the model, after everything about the order was checked.
    private func checked(_ order: TrainingOrder) async throws -> [DatanetRow] {
        guard keys.key(of: order.caller.account) != nil else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        guard ModelNames.isName(order.name) else {
            throw ServiceRefusal.invalid(
                parameter: "name", message: "A model's name is 1 to 64 of a-z, 0-9 and -.")
        }
        if let taken = models.model(named: order.name),
            taken.terms.makerAccount != order.caller.account
        {
            throw ServiceRefusal.conflict("Another maker's model is named \(order.name).")
        }
        guard order.fee > .zero else {
            throw ServiceRefusal.invalid(
                parameter: "fee", message: "An answer costs at least 1 nano-OPEN.")
        }
        if let epochs = order.epochs, !(1...20).contains(epochs) {
            throw ServiceRefusal.invalid(
                parameter: "epochs", message: "A run has 1 to 20 passes over the rows.")
        }
        let datanet = try await intake.snapshot(of: order.datanet).datanet
        guard datanet.acceptedRows.count >= ModelOrder.leastRows else {
            throw ServiceRefusal.conflict(
                "The Datanet has \(datanet.acceptedRows.count) rows; a model needs "
                    + "\(ModelOrder.leastRows) or more.")
        }
        return try EvaluationChoice.rows(of: order, datanet: datanet, files: files, models: models)
    }
}
