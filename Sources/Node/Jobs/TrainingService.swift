internal import Datanets
internal import Economy
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
    /// Of these, the jobs of one account.
    private static let accountLimit = 4
    /// Jobs that a list shows.
    private static let listLimit = 50

    private let files: DataFiles
    private let keys: KeyRing
    private let intake: IntakeService
    private let models: ServedModels
    private let run: TrainingRun
    /// Models of one account: each stays in memory.
    private let modelLimit: Int
    private let hiddenEvaluations = FreeAllowance.hiddenEvaluations()
    private let logger: Logger
    private var order: [JobFile] = []
    private var ended: [UInt64: TrainingJob] = [:]
    private var running: UInt64?
    private let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)

    init(
        dataDirectory: String, keys: KeyRing, intake: IntakeService, models: ServedModels,
        run: TrainingRun, modelLimit: Int, logger: Logger
    ) throws {
        files = DataFiles(root: dataDirectory)
        self.keys = keys
        self.intake = intake
        self.models = models
        self.run = run
        self.modelLimit = modelLimit
        self.logger = logger
        order = try JobFile.all(in: files)
    }

    /// No overload of the node: it serves on, and only ends of trainings make room.
    private static let full = ServiceRefusal.conflict(
        "\(queueLimit) trainings wait or run already; order again when one has ended.")

    private static let fullForAccount = ServiceRefusal.conflict(
        "\(accountLimit) trainings of this account wait or run already; order again when one has "
            + "ended.")

    func queue(_ order: TrainingOrder) async throws -> TrainingJob {
        // Before an evaluation is used up for it.
        try requirePlace(order)
        let items = try await checked(order)
        // Other orders may have come while this one was looked at.
        try requireNoOther(order)
        guard !waiting.contains(where: { $0.evaluation == items.root }) else {
            throw ServiceRefusal.conflict("Another order took the evaluation; order again.")
        }
        try requirePlace(order)
        let job = JobFile(
            id: (self.order.last?.id ?? 0) + 1, account: order.caller.account, name: order.name,
            datanet: order.datanet, fee: order.fee, epochs: order.epochs, evaluation: items.root,
            beacon: Digest.random())
        do {
            try files.write(
                items.fileBytes, to: "\(JobFile.folder(job.id))/\(JobFile.evaluationFile)",
                permissions: 0o600)
            try job.write(to: files)
        } catch {
            throw ServiceRefusal(error)
        }
        self.order.append(job)
        arrive.yield()
        return state(of: job)
    }

    private func requirePlace(_ order: TrainingOrder) throws(ServiceRefusal) {
        let waiting = waiting
        guard waiting.count < Self.queueLimit else { throw Self.full }
        let own = waiting.filter { $0.account == order.caller.account }
        guard own.count < Self.accountLimit else { throw Self.fullForAccount }
        let names = models.names(ofMaker: order.caller.account).union(own.map(\.name))
        guard names.contains(order.name) || names.count < modelLimit else {
            throw .conflict(
                "This account has \(modelLimit) models on sale or on order already; order a newer "
                    + "one under the name of one of them.")
        }
    }

    /// Orders that have not ended.
    private var waiting: [JobFile] { order.filter { ended[$0.id] == nil } }

    func jobs() async -> [TrainingJob] {
        order.suffix(Self.listLimit).reversed().map(state)
    }

    func job(_ id: UInt64) async -> TrainingJob? {
        order.first { $0.id == id }.map(state)
    }

    /// Works until the node shuts down; a job that is cut off goes on at the next start.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.workOff()
            for await _ in self.arrivals { await self.workOff() }
        }
    }

    private func workOff() async {
        while !Task.isCancelled, let job = order.first(where: { ended[$0.id] == nil }) {
            guard await work(on: job) else { return }
        }
    }

    /// Works on a job.
    ///
    /// - Returns: whether another can be begun; false when nothing can be written to the log, so
    ///   that the job waits for that.
    private func work(on job: JobFile) async -> Bool {
        running = job.id
        defer { running = nil }
        do {
            let (current, record) = try await run.finish(job) { self.note($0) }
            note(current)
            run.removeWork(on: current, endedAs: record)
            let deploy = record.deploys.last
            if let deploy, !models.knows(deploy: deploy) { try await models.load(deploy: deploy) }
            ended[job.id] = TrainingJob(
                id: job.id, account: job.account, name: job.name, datanet: job.datanet,
                state: deploy == nil ? .failed : .succeeded, manifest: record.index,
                deploy: deploy, failure: Self.words(record.outcome))
            if let failure = current.failure {
                logger.warning(
                    "training aborted", metadata: ["job": "\(job.id)", "error": "\(failure)"])
            }
            logger.info(
                "training ended",
                metadata: ["job": "\(job.id)", "deploy": "\(deploy.map(String.init) ?? "none")"])
        } catch is CancellationError where Task.isCancelled {
            return false
        } catch let error as OperationError
            where [.stopped, .locked, .clock].contains(error.code)
        {
            logger.error("training waits", metadata: ["job": "\(job.id)", "error": "\(error)"])
            return false
        } catch {
            ended[job.id] = TrainingJob(
                id: job.id, account: job.account, name: job.name, datanet: job.datanet,
                state: .failed, failure: Self.words(error))
            logger.error("training failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        return true
    }

    /// What strangers are told of an end without a model.
    ///
    /// What the worker said may name files of this machine: it is for the node's log alone.
    private static func words(_ outcome: TrainingRunRecord.Outcome) -> String? {
        switch outcome {
        case .unfinished, .result: nil
        case .abort(.diverged): "The training diverged: its loss left the finite numbers."
        case .abort(.rowsWithdrawn): "Rows were withdrawn."
        case .abort(.evaluationRefused): "The evaluation missed what the manifest demands."
        case .abort(.beaconNotRevealed): "The second key did not show its secret."
        case .abort(.stoppedByMaker): "The maker ended the training."
        case .abort(.interrupted):
            "The training process ended without a model; the node's own log says why."
        }
    }

    /// What strangers are told of a failure before there was a manifest.
    private static func words(_ error: any Error) -> String {
        switch error {
        case let refusal as Refusal: "\(refusal)"
        default: "The node could not train the model; its own log says why."
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

    /// The items that will measure the model, after everything about the order was checked.
    private func checked(_ order: TrainingOrder) async throws -> EvaluationItems {
        guard keys.key(of: order.caller.account) != nil else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        guard ModelNames.isName(order.name) else {
            throw ServiceRefusal.invalid(
                parameter: "name", message: "A model's name is 1 to 64 of a-z, 0-9 and -.")
        }
        try await requireName(order)
        if let epochs = order.epochs, !(1...20).contains(epochs) {
            throw ServiceRefusal.invalid(
                parameter: "epochs", message: "A run has 1 to 20 passes over the rows.")
        }
        let found = try await intake.snapshot(of: order.datanet)
        let datanet = found.datanet
        try await requirePolicy(of: found.index, order)
        guard datanet.acceptedRows.count >= ModelOrder.leastRows else {
            throw ServiceRefusal.conflict(
                "The Datanet has \(datanet.acceptedRows.count) rows; a model needs "
                    + "\(ModelOrder.leastRows) or more.")
        }
        return try await EvaluationChoice(
            files: files, models: models, writer: run.writer, allowance: hiddenEvaluations
        ).items(
            of: order, (datanet, found.index), taken: Set(waiting.compactMap(\.evaluation)))
    }

    /// A name is the first maker's who ordered a model of it, from the order on: by the log, by
    /// what is on sale, and by the orders that wait.
    private func requireName(_ order: TrainingOrder) async throws {
        let digest = Commitment.modelName(order.name)
        let holders = [
            models.holder(of: order.name),
            try await run.writer.query { $0.holder(ofName: digest) },
        ]
        for case let holder? in holders where holder != order.caller.account {
            throw Self.held(order.name, by: holder)
        }
        try requireNoOther(order)
    }

    private func requireNoOther(_ order: TrainingOrder) throws(ServiceRefusal) {
        for job in waiting where job.name == order.name && job.account != order.caller.account {
            throw Self.held(order.name, by: job.account)
        }
    }

    private static func held(_ name: String, by holder: AccountAddress) -> ServiceRefusal {
        .conflict("The name \(name) is held by \(holder): choose another one.")
    }

    /// What the Datanet's owner laid down for those who train on it.
    private func requirePolicy(of datanet: UInt64, _ order: TrainingOrder) async throws {
        let found = try await run.writer.query { state in
            (policy: state.policy(ofDatanet: datanet), owner: state.owner(ofDatanet: datanet))
        }
        let least = found.policy?.leastFee ?? Amount(nanoOPEN: 1)
        guard order.fee >= least else {
            throw ServiceRefusal.invalid(
                parameter: "price",
                message: "An answer costs at least \(least.nanoOPEN) nano-OPEN on this Datanet.")
        }
        guard let policy = found.policy, let owner = found.owner else { return }
        guard policy.allows(order.caller.account, owner: owner) else {
            throw ServiceRefusal.forbidden(
                "The policy of Datanet \(order.datanet) does not let this account train on its "
                    + "rows.")
        }
    }
}
