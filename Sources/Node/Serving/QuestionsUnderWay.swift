package import Ledger
package import NodeAPI
internal import Synchronization

/// Questions with an idempotency key that are being answered.
///
/// The same request again waits for the first: it is computed once, reserved once, charged once.
package final class QuestionsUnderWay: Sendable {
    private struct Item {
        let question: String
        let model: String
        let answer: Task<AnswerRecord, any Error>
    }

    private let items = Mutex<[IdempotencyId: Item]>([:])

    /// Nothing is under way yet.
    package init() {}

    /// The answer to an order, worked out by whoever comes first.
    ///
    /// The work goes on when its first caller leaves: who repeats the request gets its answer.
    ///
    /// - Throws: what the work throws, to all who wait for it; ``ServiceRefusal`` when the key
    ///   stands for another question.
    package func answer(
        _ order: QuestionOrder, _ id: IdempotencyId,
        work: @escaping @Sendable () async throws -> AnswerRecord
    ) async throws -> AnswerRecord {
        let item = items.withLock { items in
            if let item = items[id] { return item }
            let item = Item(
                question: order.question, model: order.model,
                answer: Task {
                    defer { self.forget(id) }
                    return try await work()
                })
            items[id] = item
            return item
        }
        guard item.model == order.model,
            item.question.utf8.elementsEqual(order.question.utf8)
        else { throw ServiceRefusal.idempotencyConflict }
        return try await item.answer.value
    }

    private func forget(_ id: IdempotencyId) {
        items.withLock { $0[id] = nil }
    }
}
