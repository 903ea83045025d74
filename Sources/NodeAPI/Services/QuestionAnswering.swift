public import Identity
public import Money

/// Whom an API key stands for.
public struct Caller: Hashable, Sendable {
    /// The account that pays.
    public let account: AccountAddress
    /// Whether it is the log's operator, who may take deposits.
    public let isOperator: Bool

    /// A caller as given.
    public init(account: AccountAddress, isOperator: Bool) {
        self.account = account
        self.isOperator = isOperator
    }
}

/// Knows API keys.
public protocol CallerDirectory: Sendable {
    /// Whom a key stands for; nil for a key that is not this node's.
    func caller(apiKey: String) async -> Caller?

    /// The account that pays for questions asked on the site without a key; only a demonstration
    /// has one.
    func visitor() async -> Caller?

    /// What an account may spend.
    func balance(of account: AccountAddress) async throws -> Amount
}

/// A question that somebody pays for.
public struct QuestionOrder: Sendable {
    /// Who pays.
    public let caller: Caller
    /// The model's name.
    public let model: String
    /// What is asked.
    public let question: String
    /// Makes a repeated request the same request; nil for one that is new in any case.
    public let idempotencyKey: String?
    /// The most that the caller would pay; nil for the model's price, whatever it is.
    public let maximumFee: Amount?

    /// An order as given.
    public init(
        caller: Caller, model: String, question: String, idempotencyKey: String? = nil,
        maximumFee: Amount? = nil
    ) {
        self.caller = caller
        self.model = model
        self.question = question
        self.idempotencyKey = idempotencyKey
        self.maximumFee = maximumFee
    }
}

/// Vectors of texts.
public struct Embeddings: Sendable {
    /// One vector a text, of unit length.
    public let vectors: [[Float]]
    /// Tokens that were read.
    public let tokenCount: Int

    /// Vectors as given.
    public init(vectors: [[Float]], tokenCount: Int) {
        self.vectors = vectors
        self.tokenCount = tokenCount
    }
}

/// Answers questions for money, and embeds texts.
public protocol QuestionAnswering: Sendable {
    /// Answers, attributes, splits and logs; returns when the entry is on the disk.
    ///
    /// - Throws: ``ServiceRefusal``; nothing is charged then.
    func answer(_ order: QuestionOrder) async throws -> AnswerRecord

    /// Embeds texts with the base model; nobody's rows shape it, so nobody is charged.
    ///
    /// - Throws: ``ServiceRefusal``.
    func embeddings(of texts: [String], caller: Caller) async throws -> Embeddings

    /// The name of the base model, which embeds.
    var embeddingModel: String { get }
}
