internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import NodeAPI
internal import ProofOfAttribution
internal import Synchronization
internal import Tensors
internal import Tokenizers

/// Computes answers and embeddings on a thread of its own, several questions at a time.
///
/// Callers queue; whoever finds the thread idle computes for those that wait. A batch holds at most
/// half of the questions under way, so that while one half is being logged the other computes.
actor QuestionBatcher {
    private let thread = DedicatedThread(name: "answers")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Questions in one pass, a thread.
    ///
    /// Larger passes gain little: the weights are read once a pass, and this many questions already
    /// fill the kernels' tiles.
    private static let batchLimit = 8
    /// Texts a thread that are embedded before waiting questions get their turn.
    private static let textLimit = 16

    private final class Waiting: Sendable {
        let question: String
        let model: ServedModel
        let answer = Mutex<ClassifiedAnswer?>(nil)

        init(_ question: String, _ model: ServedModel) {
            self.question = question
            self.model = model
        }
    }

    private let base: BaseModel
    private let threads: ComputeThreads
    private let queueLimit: Int
    private let tracer = AnswerTracer()
    private nonisolated let queue = Mutex(Queue())

    private struct Queue {
        var waiting: [Waiting] = []
        /// Questions between ``QuestionBatcher/enter()`` and ``QuestionBatcher/leave()``.
        var underWay = 0
    }

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

    /// A question comes: it counts as under way until ``leave()``, also while it is being logged.
    nonisolated func enter() { queue.withLock { $0.underWay += 1 } }

    /// A question that came is done with.
    nonisolated func leave() { queue.withLock { $0.underWay -= 1 } }

    /// Answers a question and attributes the answer.
    ///
    /// - Throws: `ServiceRefusal.overloaded`.
    nonisolated func reply(
        to question: String, of model: ServedModel
    ) async throws -> AnswerDesk.Reply {
        let waiting = Waiting(question, model)
        try queue.withLock { queue in
            let count = queue.waiting.count
            guard count < queueLimit else {
                throw ServiceRefusal.overloaded(retryAfterSeconds: 1 + count / 100)
            }
            queue.waiting.append(waiting)
        }
        let answer = await compute(until: waiting)
        return await tracer.reply(to: answer, of: model)
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

    private func compute(until waiting: Waiting) -> ClassifiedAnswer {
        while true {
            if let answer = waiting.answer.withLock({ $0 }) { return answer }
            computeNext()
        }
    }

    /// The oldest question, and others to the same model.
    private func computeNext() {
        let batch = queue.withLock { queue -> [Waiting] in
            guard let first = queue.waiting.first else { return [] }
            let deploy = first.model.terms.deploy
            let limit = min(Self.batchLimit * threads.count, max(1, (queue.underWay + 1) / 2))
            let chosen = queue.waiting.filter { $0.model.terms.deploy == deploy }.prefix(limit)
            queue.waiting.removeAll { item in chosen.contains { $0 === item } }
            return Array(chosen)
        }
        guard let first = batch.first else { return }
        let answers = first.model.desk.answers(to: batch.map(\.question), threads: threads)
        for (item, answer) in zip(batch, answers) { item.answer.withLock { $0 = answer } }
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
