package import Money

/// A question that somebody pays for.
package struct QuestionOrder: Sendable {
    /// Who pays.
    package let caller: Caller
    /// The model's name.
    package let model: String
    /// What is asked.
    package let question: String
    /// Makes a repeated request the same request; nil for one that is new in any case.
    package let idempotencyKey: String?
    /// The most that the caller would pay; nil for the model's price, whatever it is.
    package let maximumFee: Amount?

    package init(
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

/// One input that is embedded.
package enum EmbeddingInput: Equatable, Sendable {
    /// A text.
    case text(String)
    /// A text in the token numbers of OpenAI's embedding models.
    case tokens([Int])

    /// The text's bytes, or four for each number.
    package var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .tokens(let tokens): 4 * tokens.count
        }
    }
}

/// Vectors of texts.
package struct Embeddings: Sendable {
    /// One vector a text, of unit length.
    package let vectors: [[Float]]
    /// Tokens that were read.
    package let tokenCount: Int

    package init(vectors: [[Float]], tokenCount: Int) {
        self.vectors = vectors
        self.tokenCount = tokenCount
    }
}

/// Answers questions for money, and embeds texts.
package protocol QuestionAnswering: Sendable {
    /// Answers, attributes, splits and logs; returns when the entry is on the disk.
    ///
    /// - Throws: ``ServiceRefusal``; nothing is charged then.
    func answer(_ order: QuestionOrder) async throws -> AnswerRecord

    /// Whether an account has the price of the cheapest model on sale; whoever does not is refused
    /// by threads that give way.
    func canPay(_ caller: Caller) async -> Bool

    /// Embeds texts with the base model; nobody's rows shape it, so nobody is charged.
    ///
    /// - Throws: ``ServiceRefusal``; `CancellationError` when the caller has left, and then no more
    ///   is computed.
    func embeddings(of inputs: [EmbeddingInput], caller: Caller) async throws -> Embeddings

    /// The name of the base model, which embeds.
    var embeddingModel: String { get }
}
