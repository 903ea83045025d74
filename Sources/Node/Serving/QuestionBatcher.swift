internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import NodeAPI
internal import Synchronization
internal import Tensors
internal import Tokenizers

/// Computes answers and embeddings on a thread of its own, several questions at a time.
///
/// Callers queue; whoever finds the thread idle computes for all that wait. A batch is bounded, so
/// that while one batch is being logged the next one computes.
actor QuestionBatcher {
    private let thread = DedicatedThread(name: "answers")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Questions in one pass, a thread.
    ///
    /// Larger passes gain little: the weights are read once a pass, and
    /// this many rows already fill the kernels' tiles.
    private static let batchLimit = 8
    /// Texts a thread that are embedded before waiting questions get their turn.
    private static let textLimit = 16

    private final class Waiting: Sendable {
        let question: String
        let model: ServedModel
        let reply = Mutex<AnswerDesk.Reply?>(nil)

        init(_ question: String, _ model: ServedModel) {
            self.question = question
            self.model = model
        }

        var isFinished: Bool { reply.withLock { $0 != nil } }
    }

    private let base: BaseModel
    private let threads: ComputeThreads
    private let queueLimit: Int
    private nonisolated let inbox = Mutex<[Waiting]>([])

    /// A batcher over a base model.
    ///
    /// - Parameters:
    ///   - base: embeds texts.
    ///   - threads: used by this batcher alone.
    ///   - queueLimit: questions that may wait; more are refused.
    init(base: BaseModel, threads: ComputeThreads, queueLimit: Int) {
        self.base = base
        self.threads = threads
        self.queueLimit = queueLimit
    }

    /// Questions that wait now.
    nonisolated var queueLength: Int { inbox.withLock { $0.count } }

    /// Answers a question and attributes the answer.
    ///
    /// - Throws: `ServiceRefusal.overloaded`.
    nonisolated func reply(
        to question: String, of model: ServedModel
    ) async throws -> AnswerDesk.Reply {
        let waiting = Waiting(question, model)
        try inbox.withLock { inbox in
            guard inbox.count < queueLimit else {
                throw ServiceRefusal.overloaded(retryAfterSeconds: 1 + inbox.count / 100)
            }
            inbox.append(waiting)
        }
        return await compute(until: waiting)
    }

    /// Embeds texts as sentence-transformers does: vectors of unit length, and the tokens read.
    nonisolated func embed(_ texts: [String]) async -> Embeddings {
        var vectors: [[Float]] = []
        var tokenCount = 0
        let limit = Self.textLimit * threads.count
        for start in stride(from: 0, to: texts.count, by: limit) {
            let part = Array(texts[start..<min(start + limit, texts.count)])
            let embedded = await embedPart(part)
            vectors += embedded.vectors
            tokenCount += embedded.tokenCount
        }
        return Embeddings(vectors: vectors, tokenCount: tokenCount)
    }

    private func compute(until waiting: Waiting) -> AnswerDesk.Reply {
        while true {
            if let reply = waiting.reply.withLock({ $0 }) { return reply }
            computeNext()
        }
    }

    /// The oldest question, and others to the same model.
    private func computeNext() {
        let batch = inbox.withLock { inbox -> [Waiting] in
            guard let first = inbox.first else { return [] }
            let deploy = first.model.terms.deploy
            let limit = Self.batchLimit * threads.count
            let chosen = inbox.filter { $0.model.terms.deploy == deploy }.prefix(limit)
            inbox.removeAll { item in chosen.contains { $0 === item } }
            return Array(chosen)
        }
        guard let first = batch.first else { return }
        let replies = first.model.desk.replies(to: batch.map(\.question), threads: threads)
        for (item, reply) in zip(batch, replies) { item.reply.withLock { $0 = reply } }
    }

    private func embedPart(_ texts: [String]) -> Embeddings {
        let limit = base.folder.maximumTokens
        let tokens = texts.map { base.folder.tokenizer.encode($0, maximumTokens: limit) }
        let rows = base.folder.embeddings(
            of: tokens, by: base.classifier.encoder, threads: threads)
        return Embeddings(
            vectors: (0..<rows.rows).map { Array(rows.row($0)) },
            tokenCount: tokens.reduce(0) { $0 + $1.count })
    }
}
