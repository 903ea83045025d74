internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import NodeAPI
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

    /// Questions per pass and thread.
    ///
    /// Larger passes gain little: the weights are read once a pass, and this many questions already
    /// fill the kernels' tiles.
    private static let batchLimit = 8
    /// Texts a thread that are embedded before waiting questions get their turn.
    private static let textLimit = 16

    private struct Question: Sendable {
        let text: String
        let model: ServedModel
    }

    private let base: BaseModel
    private let threads: ComputeThreads
    private let tracer = AnswerTracer()
    private nonisolated let queue: BatchQueue<Question, AnswerComposer.Untraced>
    /// Questions between ``enter()`` and ``leave()``.
    private nonisolated let underWay = Mutex(0)

    /// A batcher over a base model.
    ///
    /// - Parameters:
    ///   - base: embeds texts.
    ///   - threads: used by this batcher alone.
    ///   - queueLimit: questions that may wait; more are refused.
    init(base: BaseModel, threads: ComputeThreads, queueLimit: Int) {
        self.base = base
        self.threads = threads
        queue = BatchQueue(limit: queueLimit)
    }

    /// A question comes: it counts as under way until ``leave()``, also while it is being logged.
    nonisolated func enter() { underWay.withLock { $0 += 1 } }

    /// A question that came is done with.
    nonisolated func leave() { underWay.withLock { $0 -= 1 } }

    /// Answers a question and attributes the answer.
    ///
    /// - Throws: `ServiceRefusal.overloaded`.
    nonisolated func reply(
        to question: String, of model: ServedModel
    ) async throws -> AnswerComposer.Reply {
        let tickets: [BatchQueue<Question, AnswerComposer.Untraced>.Ticket]
        do {
            tickets = try queue.add([Question(text: question, model: model)])
        } catch {
            throw ServiceRefusal.overloaded(retryAfterSeconds: 1 + error.waitingCount / 100)
        }
        let answer = await compute(tickets)
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

    /// Computes for those that wait, questions to one model at a time.
    private func compute(
        _ tickets: [BatchQueue<Question, AnswerComposer.Untraced>.Ticket]
    ) -> AnswerComposer.Untraced {
        let answers = queue.outcomes(
            of: tickets,
            upTo: min(Self.batchLimit * threads.count, (underWay.withLock { $0 } + 1) / 2),
            together: { $0.model.terms.deploy == $1.model.terms.deploy },
            work: { $0[0].model.composer.answers(to: $0.map(\.text), threads: threads) })
        return answers[0]
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
