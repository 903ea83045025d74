internal import Identity
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
/// A quarter of the places is for what is paid: those who ask for nothing cannot fill them. Of the
/// others one account has a few, and those without a key together three quarters.
final class Admission: Sendable {
    private static let retryAfterSeconds = 1

    private let limit: Int
    private let freeLimit: Int
    /// Places of one account; a page and what stands on it take several.
    private let accountLimit: Int
    private let keylessLimit: Int
    private let admitted = Mutex(Places())

    private struct Places {
        var all = 0
        var free = 0
        /// Free places by account; nil for all callers without a key.
        var byHolder: [AccountAddress?: Int] = [:]
    }

    init(limit: Int) {
        self.limit = limit
        freeLimit = max(1, limit - limit / 4)
        accountLimit = max(4, freeLimit / 12)
        keylessLimit = max(1, freeLimit - freeLimit / 4)
    }

    /// Refuses a request before its body is read when it would be refused behind that.
    ///
    /// - Throws: ``HTTPProblem`` that asks the client to come again.
    func check(isPaid: Bool, for holder: AccountAddress?) throws(HTTPProblem) {
        guard admitted.withLock({ hasPlace(isPaid, holder, $0) }) else {
            throw .overloaded(retryAfterSeconds: Self.retryAfterSeconds)
        }
    }

    /// Runs an operation unless as many as the limit run already.
    ///
    /// - Throws: ``HTTPProblem`` that asks the client to come again, or what the operation throws.
    func admit<Result: Sendable>(
        isPaid: Bool, for holder: AccountAddress?, _ operation: () async throws -> Result
    ) async throws -> Result {
        let isAdmitted = admitted.withLock { places in
            guard hasPlace(isPaid, holder, places) else { return false }
            places.all += 1
            guard !isPaid else { return true }
            places.free += 1
            places.byHolder[holder, default: 0] += 1
            return true
        }
        guard isAdmitted else {
            throw HTTPProblem.overloaded(retryAfterSeconds: Self.retryAfterSeconds)
        }
        defer {
            admitted.withLock { places in
                places.all -= 1
                guard !isPaid else { return }
                places.free -= 1
                let rest = places.byHolder[holder, default: 1] - 1
                places.byHolder[holder] = rest > 0 ? rest : nil
            }
        }
        return try await operation()
    }

    private func hasPlace(
        _ isPaid: Bool, _ holder: AccountAddress?, _ places: Places
    ) -> Bool {
        guard places.all < limit, !isPaid else { return places.all < limit }
        let held = places.byHolder[holder, default: 0]
        return places.free < freeLimit && held < (holder == nil ? keylessLimit : accountLimit)
    }
}
