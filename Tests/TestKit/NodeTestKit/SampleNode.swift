import Economy
package import Identity
import Ledger
import LedgerTestKit
internal import Machine
package import Money
package import NodeAPI
package import Synchronization
import Wire

/// A node in memory: a small log and one model that answers by the question's length; its texts
/// are as hostile as people's can be.
///
/// It keeps every promise of the services' protocols. Keys are `key-payer`, `key-operator` and
/// `key-poor`; a refusal that is set is what every service says.
package final class SampleNode: Sendable {
    package struct State {
        package var log: PublishedLog
        /// Receipts by payer and idempotency key, with what was asked.
        var repeats: [String: (question: String, index: UInt64)] = [:]
        /// What was asked and answered, by the answer's index.
        package var texts: [UInt64: AnswerText] = [:]
        var jobs: [TrainingJob] = []
        var callers: [String: Caller] = [:]
        var contributed: Set<String> = []
        package var objections: [ObjectionRecord] = []
        var refusal: (any Error)?
        /// Why no question can be answered.
        package var obstacles: [String] = []
        /// Why questions alone are refused.
        package var answerRefusal: ServiceRefusal?
        var orders: [QuestionOrder] = []
        /// Whether accounts have the price of a question.
        package var canPay = true
        /// Of each question, whether it was answered by a thread that gives way.
        package var gaveWay: [Bool] = []
        /// What payers have shown to others: published answers, and links to answers.
        var published: Set<UInt64> = []
        var links: [UInt64: [AnswerLink]] = [:]
        var embedded: [[EmbeddingInput]] = []
        /// What shapes the next answers.
        package var shares = PublishedLog.ordinary
    }

    package static let model = "sections-v3"
    package static let embedder = "sentence-transformers/all-MiniLM-L6-v2"
    package static let datanet = "debian-sections"
    /// The model's confidence in each answer, in parts per million.
    package static let confidence: UInt32 = 832_990
    static let labels = ["games", "editors", Hostile.name]

    package let state: Mutex<State>
    private let hasVisitor: Bool
    /// Whether everybody sees everything.
    let isDemonstration: Bool

    /// A node without answers.
    ///
    /// - Parameters:
    ///   - hasVisitor: whether questions without a key are paid by the payer's account.
    ///   - layout: of the log's entries.
    ///   - isDemonstration: whether everybody sees everything.
    /// - Throws: what the log refuses.
    package init(
        hasVisitor: Bool = true, layout: UInt8 = 1, isDemonstration: Bool = true
    ) throws {
        self.hasVisitor = hasVisitor
        self.isDemonstration = isDemonstration
        var state = State(log: try PublishedLog(layout: layout))
        state.callers = [
            "key-payer": Caller(account: SampleLog.account("payer"), isOperator: false),
            "key-operator": Caller(account: SampleLog.account("operator"), isOperator: true),
            "key-poor": Caller(account: SampleLog.account("evaluator"), isOperator: false),
        ]
        self.state = Mutex(state)
    }

    package var services: NodeServices {
        NodeServices(
            callers: self, answering: self, disclosing: self, catalogue: self, ledger: self,
            profiles: self, logFiles: self, training: self, intake: self, objecting: self,
            readiness: self)
    }

    /// Makes every service refuse from now on; nil makes them work again.
    package func refuse(_ refusal: (any Error)?) { state.withLock { $0.refusal = refusal } }

    /// What was asked of the model so far.
    package var orders: [QuestionOrder] { state.withLock { $0.orders } }

    /// What was embedded, request by request.
    package var embedded: [[EmbeddingInput]] { state.withLock { $0.embedded } }

    /// Makes the answers so far those of a node that kept no confidence.
    package func forgetConfidences() {
        state.withLock { state in
            state.texts = state.texts.mapValues { text in
                AnswerText(
                    question: text.question, answer: text.answer, requestSalt: text.requestSalt,
                    answerSalt: text.answerSalt)
            }
        }
    }

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

extension SampleNode: Readiness {
    package func obstacles() async -> [String] { state.withLock { $0.obstacles } }
}

extension SampleNode: CallerDirectory, Profiles {
    package func caller(apiKey: String) async -> Caller? {
        state.withLock { $0.callers[apiKey] }
    }

    package func visitor() async -> Caller? {
        hasVisitor ? Caller(account: SampleLog.account("payer"), isOperator: false) : nil
    }

    package func balance(of account: AccountAddress) async throws -> Amount {
        try work { $0.log.state.balances.statement(of: account).payable }
    }

    package func accounts(named words: String, limit: Int) -> [AccountAddress] {
        let all = (0..<3).map { SampleLog.account("contributor \($0)") }
        return all.filter {
            profile(of: $0)?.name.lowercased().contains(words.lowercased()) == true
        }
    }

    package func profile(of account: AccountAddress) -> AccountProfile? {
        switch account {
        case SampleLog.account("contributor 0"):
            AccountProfile(name: "Debian Games Team", kind: .team)
        case SampleLog.account("contributor 1"):
            AccountProfile(name: Hostile.name, kind: .team)
        case SampleLog.account("contributor 2"): AccountProfile(name: "Copies", kind: .program)
        default: nil
        }
    }
}

extension SampleNode: QuestionAnswering {
    package var embeddingModel: String { Self.embedder }

    package func canPay(_ caller: Caller) async -> Bool { state.withLock(\.canPay) }

    package func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        try work { state in
            if let refusal = state.answerRefusal { throw refusal }
            state.orders.append(order)
            #if os(Linux)
                state.gaveWay.append(ThreadPriority.isYielding)
            #endif
            guard order.model == Self.model else {
                throw ServiceRefusal.unknownModel(name: order.model, nearest: [Self.model])
            }
            let index = try Self.index(of: order, in: &state)
            return try Self.record(of: index, in: state) { _ in .payer }
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
        guard balance >= SampleLog.fee else {
            throw ServiceRefusal.unaffordable(price: SampleLog.fee, balance: balance)
        }
        if let maximum = order.maximumFee, maximum < SampleLog.fee {
            throw ServiceRefusal.priceAboveMaximum(price: SampleLog.fee, maximum: maximum)
        }
        let payer = order.caller.isOperator ? "operator" : "payer"
        let text = AnswerText(
            question: order.question, answer: label(of: order.question),
            requestSalt: SampleLog.digest("request salt"),
            answerSalt: SampleLog.digest("answer salt"),
            confidence: Confidence(partsPerMillion: Self.confidence))
        let index = try state.log.answer(
            payer: payer, state.shares,
            opening: AnswerOpening(
                question: text.question, requestSalt: text.requestSalt, answer: text.answer,
                answerSalt: text.answerSalt, confidence: text.confidence))
        state.texts[index] = text
        if let key { state.repeats[key] = (order.question, index) }
        return index
    }

    private static func label(of question: String) -> String {
        guard question != Hostile.text else { return Hostile.text }
        return question.utf8.count.isMultiple(of: 2) ? "games" : "editors"
    }

    package func embeddings(
        of inputs: [EmbeddingInput], caller: Caller
    ) async throws -> Embeddings {
        try work { state in
            state.embedded.append(inputs)
            let texts = inputs.map { input in
                switch input {
                case .text(let text): text
                case .tokens(let tokens): String(repeating: "t", count: tokens.count)
                }
            }
            return Embeddings(
                vectors: texts.map { text in
                    let first = Float(text.utf8.first ?? 0)
                    return (0..<384).map { (first + Float($0)) / 1000 - 0.3 }
                }, tokenCount: texts.reduce(0) { $0 + $1.utf8.count })
        }
    }
}
