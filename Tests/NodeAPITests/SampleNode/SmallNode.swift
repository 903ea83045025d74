import Economy
import Identity
import Ledger
import Money
import NodeAPI
import Synchronization
import Wire

/// A node in memory: a small log, one model that answers by the question's length, no files.
///
/// It keeps every promise of the services' protocols. Keys are `key-payer`, `key-operator` and
/// `key-poor`; a refusal that is set is what every service says.
final class SmallNode: Sendable {
    struct State {
        var log: SmallLog
        /// Receipts by payer and idempotency key, with what was asked.
        var repeats: [String: (question: String, index: UInt64)] = [:]
        var texts: [UInt64: AnswerText] = [:]
        var jobs: [TrainingJob] = []
        var callers: [String: Caller] = [:]
        var contributed: Set<String> = []
        var refusal: (any Error)?
        var orders: [QuestionOrder] = []
    }

    static let model = "debian-sections"
    static let embedder = "sentence-transformers/all-MiniLM-L6-v2"
    static let datanet = "debian-sections"

    let state: Mutex<State>

    init() throws {
        var state = State(log: try SmallLog())
        state.callers = [
            "key-payer": Caller(account: SmallLog.account("payer"), isOperator: false),
            "key-operator": Caller(account: SmallLog.account("operator"), isOperator: true),
            "key-poor": Caller(account: SmallLog.account("alice"), isOperator: false),
        ]
        self.state = Mutex(state)
    }

    var services: NodeServices {
        NodeServices(
            callers: self, answering: self, catalogue: self, ledger: self, profiles: self,
            logFiles: self, training: self, intake: self)
    }

    /// Makes every service refuse from now on; nil makes them work again.
    func refuse(_ refusal: (any Error)?) { state.withLock { $0.refusal = refusal } }

    /// What was asked of the model so far.
    var orders: [QuestionOrder] { state.withLock { $0.orders } }

    /// Works on the state unless a refusal is set.
    func work<Result: Sendable>(
        _ body: @Sendable (inout State) throws -> Result
    ) throws -> Result {
        try state.withLock { state in
            if let refusal = state.refusal { throw refusal }
            return try body(&state)
        }
    }
}

extension SmallNode: CallerDirectory, Profiles {
    func caller(apiKey: String) async -> Caller? { state.withLock { $0.callers[apiKey] } }

    func visitor() async -> Caller? { nil }

    func balance(of account: AccountAddress) async throws -> Amount {
        try work { $0.log.state.balances.statement(of: account).payable }
    }

    func profile(of account: AccountAddress) -> AccountProfile? {
        account == SmallLog.account("alice") ? AccountProfile(name: "Alice's", kind: .team) : nil
    }
}

extension SmallNode: QuestionAnswering {
    var embeddingModel: String { Self.embedder }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        try work { state in
            state.orders.append(order)
            guard order.model == Self.model else {
                throw ServiceRefusal.unknownModel(name: order.model, nearest: [Self.model])
            }
            return try Self.record(
                of: try Self.index(of: order, in: &state), text: nil, in: state)
        }
    }

    private static func index(
        of order: QuestionOrder, in state: inout State
    ) throws -> UInt64 {
        let key = order.idempotencyKey.map { "\(order.caller.account) \($0)" }
        if let key, let known = state.repeats[key] {
            guard known.question == order.question else {
                throw ServiceRefusal.idempotencyConflict
            }
            return known.index
        }
        let balance = state.log.state.balances.statement(of: order.caller.account).payable
        guard balance >= SmallLog.fee else {
            throw ServiceRefusal.unaffordable(price: SmallLog.fee, balance: balance)
        }
        if let maximum = order.maximumFee, maximum < SmallLog.fee {
            throw ServiceRefusal.priceAboveMaximum(price: SmallLog.fee, maximum: maximum)
        }
        let payer = order.caller.isOperator ? "operator" : "payer"
        let index = try state.log.answer(payer: payer)
        let label = order.question.utf8.count.isMultiple(of: 2) ? "httpd" : "editors"
        state.texts[index] = AnswerText(question: order.question, answer: label)
        if let key { state.repeats[key] = (order.question, index) }
        return index
    }

    static func record(
        of index: UInt64, text: AnswerText?, in state: State
    ) throws -> AnswerRecord {
        guard let receipt = try state.log.receipt(at: index),
            case .answer(let answer) = receipt.entry.body
        else { throw ServiceRefusal.notFound("The entry \(index) is no answer.") }
        let text = text ?? state.texts[index]
        let rows = answer.lines.map {
            ($0.subject, row($0.row, $0.account))
        }
        return AnswerRecord(
            receipt: receipt, answer: answer, model: model, text: text,
            rows: Dictionary(rows.dropLast()) { first, _ in first },
            duplicates: [
                DatanetRowRecord(
                    status: .duplicate(of: 0), account: SmallLog.account("bob"),
                    text: "A web server!", label: "httpd")
            ],
            tokens: text.map {
                TokenCounts(prompt: $0.question.utf8.count, completion: $0.answer.utf8.count)
            } ?? .none)
    }

    static func row(_ number: UInt32, _ account: AccountAddress) -> DatanetRowRecord {
        DatanetRowRecord(
            status: .accepted(number), account: account, text: "row \(number)", label: "httpd")
    }

    func embeddings(of texts: [String], caller: Caller) async throws -> Embeddings {
        try work { _ in
            Embeddings(
                vectors: texts.map { text in
                    let first = Float(text.utf8.first ?? 0)
                    return (0..<384).map { (first + Float($0)) / 1000 - 0.3 }
                }, tokenCount: texts.reduce(0) { $0 + $1.utf8.count })
        }
    }
}
