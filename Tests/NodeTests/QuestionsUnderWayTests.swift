import Identity
import Ledger
import Money
import Node
import NodeAPI
import Synchronization
import Testing

@Suite struct `Questions under way` {
    private static let caller = Caller(
        account: AccountKey.derived(seed: 1, label: "payer").address, isOperator: false)
    private let refusal = ServiceRefusal.overloaded(retryAfterSeconds: 1)

    /// How often the work was begun.
    private final class Work: Sendable {
        let count = Mutex(0)
    }

    private func order(_ question: String, model: String = "m") -> QuestionOrder {
        QuestionOrder(
            caller: Self.caller, model: model, question: question, idempotencyKey: "key")
    }

    @Test func `are worked on once for all who ask the same`() async throws {
        let id = try #require(IdempotencyId([UInt8](repeating: 7, count: 16)))
        let (underWay, work) = (QuestionsUnderWay(), Work())
        let ask: @Sendable (QuestionOrder) async -> ServiceRefusal? = { order in
            do {
                _ = try await underWay.answer(order, id) {
                    work.count.withLock { $0 += 1 }
                    try await Task.sleep(for: .milliseconds(100))
                    throw ServiceRefusal.overloaded(retryAfterSeconds: 1)
                }
                return nil
            } catch { return error as? ServiceRefusal }
        }
        let order = order("a")
        let outcomes = await withTaskGroup(of: ServiceRefusal?.self) { group in
            for _ in 0..<150 { group.addTask { await ask(order) } }
            return await group.reduce(into: [ServiceRefusal?]()) { $0.append($1) }
        }
        #expect(work.count.withLock { $0 } == 1)
        #expect(outcomes == Array(repeating: refusal, count: 150))
        // What has ended is forgotten; the log keeps what was answered.
        #expect(await ask(order) == refusal)
        #expect(work.count.withLock { $0 } == 2)
    }

    @Test func `go on without their first caller, and take no other question`() async throws {
        let id = try #require(IdempotencyId([UInt8](repeating: 8, count: 16)))
        let (underWay, work) = (QuestionsUnderWay(), Work())
        let first = Task { [order = order("a")] in
            _ = try await underWay.answer(order, id) {
                try await Task.sleep(for: .milliseconds(100))
                work.count.withLock { $0 += 1 }
                throw ServiceRefusal.overloaded(retryAfterSeconds: 1)
            }
        }
        try await Task.sleep(for: .milliseconds(20))
        first.cancel()
        for other in [order("b"), order("a", model: "n")] {
            await #expect(throws: ServiceRefusal.idempotencyConflict) {
                try await underWay.answer(other, id) {
                    Issue.record("The key is another question's.")
                    throw ServiceRefusal.idempotencyConflict
                }
            }
        }
        await #expect(throws: refusal) { try await first.value }
        #expect(work.count.withLock { $0 } == 1)
    }
}
