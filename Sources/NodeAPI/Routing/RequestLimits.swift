internal import Synchronization

/// The most that one request may hold and that the node takes at a time, API and pages alike.
///
/// What exceeds a limit is refused by name.
package struct RequestLimits: Equatable, Sendable {
    /// Bytes of a request's body.
    package var bodyBytes = 1 << 20
    /// Bytes of a form: of a question, with three for each byte, and of what stands beside it.
    package var formBytes: Int { min(bodyBytes, 3 * questionBytes + 16_384) }
    /// Bytes of the body of a contribution or a training order.
    package var contributionBytes = 16 << 20
    /// Bytes of all bodies that are being read or worked on.
    ///
    /// A body takes up to 16 times its bytes while it is worked on.
    package var allBodiesBytes = 40 << 20
    /// Rows of one contribution, or evaluation rows of one training order.
    package var rows = 20_000
    /// Bytes of a question in UTF-8.
    package var questionBytes = 16_384
    /// Texts of one request for embeddings.
    package var texts = 2_048
    /// Bytes of the rows that one account may contribute in an hour.
    package var contributedBytesPerHour = 16 << 20
    /// Bytes that the rows of one Datanet may have on the disk.
    ///
    /// A node keeps rows and their index in memory, where rare words take twenty times their bytes.
    package var datanetBytes = 64 << 20
    /// Tokens of one request for embeddings.
    package var embeddingTokens = 65_536
    /// Tokens that one account may have embedded in a minute.
    package var embeddingTokensPerMinute = 131_072
    /// Models that one account may have on sale.
    package var modelsPerAccount = 32
    /// Seconds in which a request's body must arrive.
    package var bodySeconds = 30
    /// Requests at work at the same time, waiting ones included.
    package var concurrentRequests = 256

    package init() {}
}

/// Counts the requests at work, so that a crowd is refused at once instead of waiting for long.
///
/// A quarter of the places is for what is paid: those who ask for nothing cannot fill them.
final class Admission: Sendable {
    private static let retryAfterSeconds = 1

    private let limit: Int
    private let freeLimit: Int
    private let admitted = Mutex((all: 0, free: 0))

    init(limit: Int) {
        self.limit = limit
        freeLimit = max(1, limit - limit / 4)
    }

    /// Refuses a request before its body is read when it would be refused behind that.
    ///
    /// - Throws: ``HTTPProblem`` that asks the client to come again.
    func check(isPaid: Bool) throws(HTTPProblem) {
        guard admitted.withLock({ hasPlace(isPaid, $0) }) else {
            throw .overloaded(retryAfterSeconds: Self.retryAfterSeconds)
        }
    }

    /// Runs an operation unless as many as the limit run already.
    ///
    /// - Throws: ``HTTPProblem`` that asks the client to come again, or what the operation throws.
    func admit<Result: Sendable>(
        isPaid: Bool, _ operation: () async throws -> Result
    ) async throws -> Result {
        let isAdmitted = admitted.withLock { counts in
            guard hasPlace(isPaid, counts) else { return false }
            counts.all += 1
            if !isPaid { counts.free += 1 }
            return true
        }
        guard isAdmitted else {
            throw HTTPProblem.overloaded(retryAfterSeconds: Self.retryAfterSeconds)
        }
        defer {
            admitted.withLock { counts in
                counts.all -= 1
                if !isPaid { counts.free -= 1 }
            }
        }
        return try await operation()
    }

    private func hasPlace(_ isPaid: Bool, _ counts: (all: Int, free: Int)) -> Bool {
        counts.all < limit && (isPaid || counts.free < freeLimit)
    }
}
