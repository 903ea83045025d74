internal import Foundation
internal import Hummingbird
internal import Ledger
internal import LedgerStorage
internal import Logging
internal import NIOCore
internal import Node
internal import NodeAPI
internal import Tensors
internal import Wire

/// A node's HTTP server over a service that computes labels and does nothing more with them: what
/// `bench serving` sets a paid answer's time beside.
struct ServingPlainNode {
    /// Serves a demonstration's directory until the process is told to end.
    static func run(data: String, model: String) async throws {
        let process = try ProcessSettings.node(threads: nil)
        LoggingSystem.bootstrap { _ in JSONLines(level: .info) }
        let base = try BaseModel(path: model, trainable: false)
        let answering = try PlainAnswering(
            data: data, base: base, threads: process.makeThreads())
        let payer = try KeyFile(named: KeyFile.payer, in: data)
        let absent = ServingAbsentServices(
            payer: Caller(account: payer.account, isOperator: false), apiKey: payer.apiKey)
        let services = NodeServices(
            callers: absent, answering: answering, catalogue: absent, books: absent,
            profiles: absent, logFiles: absent, training: absent, intake: absent)
        let router = Router(context: NodeContext.self)
        APIRoutes(services: services, limits: APILimits()).add(to: router)
        let serving = HTTPServing()
        let application = Application(
            router: router, server: serving.server,
            configuration: serving.configuration(host: "127.0.0.1", port: 0),
            onServerRunning: { channel in
                let url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
                StandardOutput.line(JSONValue.object([("url", .string(url))]).text)
            },
            logger: Logger(label: "openledger"))
        try await application.runService()
    }
}

/// Answers without attribution, split and log.
private final class PlainAnswering: QuestionAnswering {
    let embeddingModel = "none"
    private let model: ServingPlainModel
    private let terms: ModelOnSale
    private let receipt: Receipt
    private let answer: Answer

    init(data: String, base: BaseModel, threads: ComputeThreads) throws {
        let reader = try LedgerReader(DataOptions.directory(data))
        guard let last = try Self.lastAnswer(reader), let checkpoint = reader.checkpoint,
            let terms = reader.state.model(deploy: last.deploy),
            let manifest = reader.state.manifest(at: terms.manifest)?.manifestDigest
        else { throw BenchError("\(data) has no paid answer yet: give a demonstration's") }
        self.terms = terms
        let question = Question(
            deploy: last.deploy, payer: last.payer, idempotencyId: last.idempotencyId,
            maximumFee: last.maximumFee, requestCommitment: last.requestCommitment,
            signature: last.signature)
        answer = try Answer(
            to: question, by: terms, answerCommitment: last.answerCommitment, grade: last.grade,
            rows: [])
        receipt = try Receipt(
            entry: Entry(timestampSeconds: 0, body: .answer(answer)), index: 0, path: [],
            checkpoint: checkpoint)
        model = try ServingPlainModel(
            folder: "\(data)/models/\(manifest.hex)", base: base, threads: threads)
    }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        let (label, tokenCount) = await model.label(of: order.question)
        return AnswerRecord(
            receipt: receipt, answer: answer, model: order.model,
            text: NodeAPI.AnswerText(question: order.question, answer: label), rows: [:],
            duplicates: [], promptTokenCount: tokenCount)
    }

    func embeddings(of texts: [String], caller: Caller) async throws -> Embeddings {
        throw ServiceRefusal.notFound("This server embeds nothing.")
    }

    private static func lastAnswer(_ reader: LedgerReader) throws -> Answer? {
        for index in (0..<reader.size).reversed() {
            if case .answer(let answer) = try reader.entry(at: index).body { return answer }
        }
        return nil
    }
}
