internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Synchronization
internal import Tensors

/// Computes answers on a thread of its own, several questions at a time.
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

    private struct Question: Sendable {
        let text: String
        let model: ServedModel
    }

    private let threads: ComputeThreads
    private let tracer = AnswerTracer()
    private nonisolated let queue: BatchQueue<Question, AnswerComposer.Untraced>
    /// Questions between ``enter()`` and ``leave()``.
    private nonisolated let underWay = Mutex(0)

    /// A batcher without questions.
    ///
    /// - Parameters:
    ///   - threads: used by this batcher alone.
    ///   - queueLimit: questions that may wait; more are refused.
    init(threads: ComputeThreads, queueLimit: Int) {
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
}
