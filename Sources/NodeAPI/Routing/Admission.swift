internal import Synchronization

/// Counts requests that compute, so that a crowd is refused at once instead of waiting for long.
final class Admission: Sendable {
    private let limit: Int
    private let admitted = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Runs an operation unless as many as the limit run already.
    func admit<Result: Sendable>(
        _ operation: () async throws -> Result
    ) async throws -> Result {
        let isAdmitted = admitted.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw HTTPProblem.overloaded(retryAfterSeconds: 1) }
        defer { admitted.withLock { $0 -= 1 } }
        return try await operation()
    }
}
