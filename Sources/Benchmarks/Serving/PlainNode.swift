internal import Economy
internal import Foundation
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Logging
internal import Machine
internal import ModelFactory
internal import Money
internal import Node
internal import NodeAPI
package import Tensors
internal import Wire

/// A node's HTTP server over a service that computes labels and does nothing more with them: what
/// the benchmark of serving sets a paid answer's time beside.
package enum PlainNode {
    /// Serves a demonstration's directory until the process is told to end.
    ///
    /// - Parameters:
    ///   - data: the directory.
    ///   - model: the base model's folder.
    ///   - threads: what computes.
    ///   - announce: takes a line of JSON that says where the node serves, once it does.
    /// - Throws: what opening the directory and serving throw.
    package static func run(
        data: String, model: String, threads: ComputeThreads,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        let base = try BaseModel(path: model, trainable: false)
        let answering = try PlainAnswering(data: data, base: base, threads: threads)
        let payer = try KeyFile.read(KeyFile.path("payer", in: data))
        let absent = AbsentServices(
            payer: Caller(account: payer.key.address, isOperator: false), apiKey: payer.apiKey ?? ""
        )
        let services = NodeServices(
            callers: absent, answering: answering, disclosing: absent, catalogue: absent,
            ledger: absent, profiles: absent, logFiles: absent, training: absent, intake: absent,
            objecting: absent, readiness: absent)
        var serving = HTTPServing()
        // The benchmark's clients are all on this machine.
        serving.connectionsPerAddress = serving.connections
        try await serving.service(
            of: NodeResponder(services: services, limits: RequestLimits()),
            host: "127.0.0.1", port: 0, logger: Logger(label: "openledger")
        ) { port in
            let url = "http://127.0.0.1:\(port)"
            announce(JSONValue.object([("url", .string(url))]).text)
        }.runUntilSignalled()
    }
}

/// Answers without attribution, split and log.
private final class PlainAnswering: QuestionAnswering {
    let embeddingModel = "none"
    private let model: PlainModel
    private let terms: ModelOnSale
    private let receipt: Receipt
    private let answer: Answer

    init(data: String, base: BaseModel, threads: ComputeThreads) throws {
        let reader = try LedgerReader(DataDirectory(data))
        guard let last = try Self.lastAnswer(reader), let checkpoint = reader.checkpoint,
            let terms = reader.state.model(deploy: last.deploy),
            let manifest = reader.state.manifest(at: terms.manifest)?.manifestDigest
        else {
            throw OperationError(
                .measurement, "\(data) has no paid answer yet: give a demonstration's")
        }
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
        model = try PlainModel(
            folder: "\(data)/models/\(manifest.hex)", base: base, threads: threads)
    }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        let (label, tokens) = try await model.label(of: order.question)
        return AnswerRecord(
            receipt: receipt, answer: answer, model: order.model,
            words: .shown(
                AnswerText(
                    question: order.question, answer: label, requestSalt: .zero,
                    answerSalt: .zero), by: .payer), tokens: tokens)
    }

    func canPay(_ caller: Caller) async -> Bool { true }

    func embeddings(of inputs: [EmbeddingInput], caller: Caller) async throws -> Embeddings {
        throw ServiceRefusal.notFound("This server embeds nothing.")
    }

    private static func lastAnswer(_ reader: LedgerReader) throws -> Answer? {
        for index in (0..<reader.size).reversed() {
            if case .answer(let answer) = try reader.entry(at: index).body { return answer }
        }
        return nil
    }
}

/// What a node has beside its answers and a server of labels alone has not.
struct AbsentServices {
    /// Whose questions are answered.
    let payer: Caller
    /// The payer's key.
    let apiKey: String

    private var absence: ServiceRefusal { .notFound("This server only answers questions.") }
}

extension AbsentServices: CallerDirectory {
    func caller(apiKey: String) async -> Caller? { apiKey == self.apiKey ? payer : nil }

    func visitor() async -> Caller? { nil }

    func balance(of account: AccountAddress) async throws -> Amount { .zero }
}

extension AbsentServices: Readiness {
    func obstacles() async -> [String] { [] }
}

extension AbsentServices: Catalogue, LedgerReading, Profiles, LogFiles {
    func models() async throws -> [ModelCard] { [] }

    func datanets() async throws -> [DatanetCard] { [] }

    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage? { nil }

    func head() async throws -> LogHead { throw absence }

    func receipt(at index: UInt64) async throws -> Receipt? { nil }

    func answer(at index: UInt64, for reader: AnswerReader) async throws -> AnswerRecord? { nil }

    func entries(before index: UInt64?) async throws -> [EntrySummary] { [] }

    func account(_ address: AccountAddress, before index: UInt64?) async throws -> AccountRecord? {
        nil
    }

    func profile(of account: AccountAddress) -> AccountProfile? { nil }

    func accounts(named words: String, limit: Int) -> [AccountAddress] { [] }

    func file(at path: String) async throws -> [UInt8]? { nil }
}

extension AbsentServices: AnswerDisclosing {
    func publish(_ index: UInt64, caller: Caller) async throws -> Bool { throw absence }

    func makeLink(
        _ secret: LinkSecret?, to index: UInt64, caller: Caller
    ) async throws -> (link: AnswerLink, secret: LinkSecret) { throw absence }

    func links(to index: UInt64, caller: Caller) async throws -> [AnswerLink] { throw absence }

    func revoke(_ id: Digest, to index: UInt64, caller: Caller) async throws -> AnswerLink {
        throw absence
    }
}

extension AbsentServices: ModelTraining, Intake {
    func queue(_ order: TrainingOrder) async throws -> TrainingJob { throw absence }

    func jobs() async -> [TrainingJob] { [] }

    func job(_ id: UInt64) async -> TrainingJob? { nil }

    func contribute(
        _ rows: [SubmittedRow], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt { throw absence }

    func foundDatanet(
        _ name: String, labels: [String], policy: DatanetPolicy?, caller: Caller
    ) async throws -> UInt64 { throw absence }

    func commitEvaluation(
        _ rows: [SubmittedRow], of datanet: String, caller: Caller
    ) async throws -> EvaluationReceipt { throw absence }

    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String) {
        throw absence
    }

    func deposit(
        _ amount: Amount, for account: AccountAddress, source: String, caller: Caller
    ) async throws -> UInt64 { throw absence }
}

extension AbsentServices: Objecting {
    func object(
        to position: Int, ofContribution contribution: UInt64, reason: String,
        in datanet: String, caller: Caller
    ) async throws -> ObjectionRecord { throw absence }

    func objections(
        in datanet: String, after: UInt64?, caller: Caller
    ) async throws -> ObjectionPage { throw absence }

    func decide(
        _ number: UInt64, in datanet: String, isUpheld: Bool, reason: String, caller: Caller
    ) async throws -> (objection: ObjectionRecord, isNew: Bool) { throw absence }
}
