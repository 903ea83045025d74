internal import Identity
internal import Synchronization

/// Counts the bytes of all bodies that are being read or worked on.
///
/// Nobody's bodies get more than what stays free beside them, and all callers without a key count
/// as one. What an ordinary question needs is always lent, though many fill the rest: no more than
/// so much for each connection.
final class BodyBudget: Sendable {
    /// When to come again: bodies have mostly arrived by then.
    static let retryAfterSeconds = 5

    private struct State {
        var total = 0
        /// By account; nil for all callers without a key.
        var byHolder: [AccountAddress?: Int] = [:]
    }

    private let limit: Int
    /// Bytes that are lent to everybody: an ordinary question's.
    private let alwaysLent: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
        alwaysLent = min(16 << 10, limit / 64)
    }

    /// Runs an operation that may borrow bytes, and takes them back when it has ended.
    func lending<Result: Sendable>(
        to holder: AccountAddress?, _ operation: (BodyLoan) async throws -> Result
    ) async throws -> Result {
        let loan = BodyLoan(budget: self, holder: holder)
        defer { loan.giveBack() }
        return try await operation(loan)
    }

    fileprivate func borrow(
        _ bytes: Int, to holder: AccountAddress?
    ) throws(HTTPProblem) {
        let fits = state.withLock { state in
            let held = state.byHolder[holder, default: 0] + bytes
            guard held <= alwaysLent || held <= limit - (state.total + bytes) else {
                return false
            }
            state.total += bytes
            state.byHolder[holder] = held
            return true
        }
        guard fits else {
            throw .bodiesFull(limit: limit, retryAfterSeconds: Self.retryAfterSeconds)
        }
    }

    fileprivate func takeBack(_ bytes: Int, from holder: AccountAddress?) {
        state.withLock { state in
            state.total -= bytes
            let rest = state.byHolder[holder, default: 0] - bytes
            state.byHolder[holder] = rest > 0 ? rest : nil
        }
    }
}

/// What one request has borrowed for its body.
final class BodyLoan: Sendable {
    private let budget: BodyBudget
    private let holder: AccountAddress?
    private let bytes = Mutex(0)

    fileprivate init(budget: BodyBudget, holder: AccountAddress?) {
        self.budget = budget
        self.holder = holder
    }

    /// Borrows until so many bytes are borrowed.
    ///
    /// - Throws: ``HTTPProblem`` that asks the client to come again.
    func grow(to count: Int) throws(HTTPProblem) {
        let own = bytes.withLock { $0 }
        guard count > own else { return }
        try budget.borrow(count - own, to: holder)
        bytes.withLock { $0 = count }
    }

    fileprivate func giveBack() {
        budget.takeBack(bytes.withLock { $0 }, from: holder)
    }
}
