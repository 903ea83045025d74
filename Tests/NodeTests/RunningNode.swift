import Foundation
import Identity
import LedgerStorage
import Logging
import MachineTestKit
import ModelFactory
import ModelTestKit
import Money
import Node
import NodeAPI
import Tensors
import Testing

/// A node on the tiny base model, without HTTP; it trains in this process.
struct RunningNode {
    /// The base model of every node of these tests.
    static let base = Result { try BaseModel(path: TinyModel.shared.path, trainable: true) }
    /// The model's name, and its Datanet's.
    static let model = TrainedDirectory.name

    let node: NodeServer
    let directory: String

    var services: NodeServices { node.services }

    init(
        _ directory: String, launcher: TrainingLauncher = .here,
        configuration: NodeConfiguration = NodeConfiguration(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) async throws {
        self.directory = directory
        node = try await NodeServer.open(
            configuration, dataDirectory: directory, base: Self.base.get(),
            threads: ComputeThreads(count: 1),
            clock: .system(now: { UInt64(Date().timeIntervalSince1970) }, steady: { 0 }),
            launcher: launcher,
            logger: logger)
    }

    /// A node over a fresh copy of the trained directory.
    static func trained(
        in folder: TemporaryFolder, launcher: TrainingLauncher = .here,
        configuration: NodeConfiguration = NodeConfiguration(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) async throws -> RunningNode {
        let trained = try await TrainedDirectory.shared.value
        return try await RunningNode(
            folder.copy(of: trained.path, as: "node"), launcher: launcher,
            configuration: configuration, logger: logger)
    }

    /// The account of a key file.
    func caller(_ name: String) async throws -> Caller {
        let key = try KeyFile.read("\(directory)/keys/\(name).json").key
        let host = try KeyFile.read("\(directory)/keys/operator.json").key
        return Caller(account: key.address, isOperator: key.address == host.address)
    }

    func ask(
        _ question: String, as caller: Caller, key: String? = nil, maximumFee: Amount? = nil,
        model: String = Self.model
    ) async throws -> AnswerRecord {
        try await services.answering.answer(
            QuestionOrder(
                caller: caller, model: model, question: question, idempotencyKey: key,
                maximumFee: maximumFee))
    }

    func embed(_ texts: [String], as caller: Caller) async throws -> Embeddings {
        try await services.answering.embeddings(
            of: texts.map(EmbeddingInput.text), caller: caller)
    }

    /// Orders a model, works until the job ends, and stops working.
    func finish(_ order: TrainingOrder) async throws -> TrainingJob {
        let id = try await services.training.queue(order).id
        return try await finish(id)
    }

    /// Works until a job ends.
    func finish(_ id: UInt64) async throws -> TrainingJob {
        let work = Task { try await node.train() }
        var job: TrainingJob?
        for _ in 0..<1200 {
            job = await services.training.jobs().first { $0.id == id }
            if job?.state == .succeeded || job?.state == .failed { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        work.cancel()
        _ = try? await work.value
        return try #require(job)
    }
}

extension TrainingLauncher {
    /// The worker's code in this process.
    static let here = TrainingLauncher { job, directory, log in
        do {
            try TrainingWorker.run(
                job: job, dataDirectory: directory, base: RunningNode.base.get(),
                threads: ComputeThreads(count: 1))
            return 0
        } catch {
            try Data("\(error)".utf8).write(to: URL(fileURLWithPath: log))
            return 1
        }
    }

    /// A worker that ends with an error and these words.
    static func failing(_ words: String) -> TrainingLauncher {
        TrainingLauncher { _, _, log in
            try Data(words.utf8).write(to: URL(fileURLWithPath: log))
            return 1
        }
    }
}
