internal import Machine
import TransparencyLog

/// What is made from the log follows it: the projection and the static files, behind the
/// acknowledgements and in larger pieces.
extension LedgerWriter {
    /// Whether, and how soon, the thread will be called to follow the log.
    enum Following {
        case notPlanned, later, next
    }

    /// Takes entries that are on the disk, and sees that the thread comes back to them: behind the
    /// callers that wait, when there are enough, otherwise a moment later.
    func follow(_ applied: [LogReplay.Applied]) {
        unprojected += applied
        if unprojected.count >= limits.projectEvery || isPublishingDue {
            plan(.next)
        } else {
            plan(.later)
        }
    }

    /// Brings the projection up to the log.
    ///
    /// - Throws: `OperationError` with code `stopped`, now and from now on, when that fails.
    func bringProjectionUp() throws {
        if let failure { throw failure }
        guard !unprojected.isEmpty else { return }
        try checkLock()
        do {
            try projection.record(unprojected, of: log)
            unprojected = []
        } catch {
            throw stop(afterFailure: error)
        }
    }

    private var isPublishingDue: Bool {
        log.tree.size - files.publishedSize >= limits.publishEvery
    }

    private func plan(_ wanted: Following) {
        guard following == .notPlanned || (following == .later && wanted == .next) else { return }
        following = wanted
        let delay = wanted == .next ? 0 : limits.projectAfterSeconds
        thread.perform(afterSeconds: delay) { [weak self] in
            self?.assumeIsolated { $0.catchUp() }
        }
    }

    private func catchUp() {
        following = .notPlanned
        guard failure == nil else { return }
        do {
            try bringProjectionUp()
            if isPublishingDue { try files.publish(log) }
        } catch {
            _ = stop(afterFailure: error)
        }
    }
}
