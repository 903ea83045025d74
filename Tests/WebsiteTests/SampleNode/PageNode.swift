import Economy
import Identity
import Ledger
import Money
import NodeAPI
import Synchronization
import Wire

/// A node in memory: a small log and one model; its texts are as hostile as people's can be.
///
/// It keeps every promise of the services' protocols. Keys are `key-payer`, `key-operator` and
/// `key-poor`; a refusal that is set is what every service says.
final class PageNode: Sendable {
    struct State {
        var log: PageLog
        /// Receipts by payer and idempotency key, with what was asked.
        var repeats: [String: (question: String, index: UInt64)] = [:]
        var texts: [UInt64: AnswerText] = [:]
        var jobs: [TrainingJob] = []
        var callers: [String: Caller] = [:]
        var contributed: Set<String> = []
        var refusal: (any Error)?
        /// Why questions alone are refused.
        var answerRefusal: ServiceRefusal?
        var orders: [QuestionOrder] = []
        /// What shapes the next answers.
        var shares = PageLog.ordinary
    }

    static let model = "sections-v3"
    static let embedder = "all-MiniLM-L6-v2"
    static let datanet = "debian-sections"

    let state: Mutex<State>
    private let hasVisitor: Bool

    /// A node without answers.
    ///
    /// - Parameters:
    ///   - hasVisitor: whether questions without a key are paid by the payer's account.
    ///   - layout: of the log's entries.
    /// - Throws: what the log refuses.
    init(hasVisitor: Bool = true, layout: UInt8 = 1) throws {
        self.hasVisitor = hasVisitor
        var state = State(log: try PageLog(layout: layout))
        state.callers = [
            "key-payer": Caller(account: PageLog.account("payer"), isOperator: false),
            "key-operator": Caller(account: PageLog.account("operator"), isOperator: true),
            "key-poor": Caller(account: PageLog.account("maker"), isOperator: false),
        ]
        self.state = Mutex(state)
    }

    var services: NodeServices {
        NodeServices(
            callers: self, answering: self, catalogue: self, ledger: self, profiles: self,
            logFiles: self, training: self, intake: self)
    }

    /// An error that nobody expects.
    struct Breakage: Error {}

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

extension PageNode: CallerDirectory, Profiles {
    func caller(apiKey: String) async -> Caller? { state.withLock { $0.callers[apiKey] } }

    func visitor() async -> Caller? {
        hasVisitor ? Caller(account: PageLog.account("payer"), isOperator: false) : nil
    }

    func balance(of account: AccountAddress) async throws -> Amount {
        try work { $0.log.state.balances.statement(of: account).payable }
    }

    func profile(of account: AccountAddress) -> AccountProfile? {
        switch account {
        case PageLog.account("contributor 0"):
            AccountProfile(name: "Debian Games Team", kind: .team)
        case PageLog.account("contributor 1"):
            AccountProfile(name: Hostile.name, kind: .team)
        case PageLog.account("contributor 2"): AccountProfile(name: "Copies", kind: .program)
        default: nil
        }
    }
}

extension PageNode: QuestionAnswering {
    var embeddingModel: String { Self.embedder }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        try work { state in
            if let refusal = state.answerRefusal { throw refusal }
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
        guard balance >= PageLog.fee else {
            throw ServiceRefusal.unaffordable(price: PageLog.fee, balance: balance)
        }
        if let maximum = order.maximumFee, maximum < PageLog.fee {
            throw ServiceRefusal.priceAboveMaximum(price: PageLog.fee, maximum: maximum)
        }
        let payer = order.caller.isOperator ? "operator" : "payer"
        let index = try state.log.answer(payer: payer, state.shares)
        let label = order.question == Hostile.text ? Hostile.text : "games"
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
            duplicates: (0..<12).map { number in
                DatanetRowRecord(
                    status: .duplicate(of: 0), account: PageLog.account("contributor 2"),
                    text: "X Window System Chess Board, again \(number)", label: "games")
            },
            tokens: text.map { TokenCounts(prompt: $0.question.utf8.count, completion: 1) }
                ?? .none)
    }

    static func row(_ number: UInt32, _ account: AccountAddress) -> DatanetRowRecord {
        DatanetRowRecord(
            status: .accepted(number), account: account,
            text: number == 11
                ? Hostile.text : "Fully featured, easy to use chess client, edition \(number)",
            label: number == 11 ? Hostile.name : "games")
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

/// Text as people could send it to break a page.
enum Hostile {
    static let name = "\"\u{301} onfocus=alert(1) <b>\u{202E}evil"
    static let text =
        "</textarea></script><script>alert(1)</script>{{shell.title}}\u{0}\u{8}\u{202E}"
        + "<img src=x onerror='alert(2)'>" + String(repeating: "W", count: 200)
}
