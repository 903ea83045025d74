internal import LedgerStorage
internal import NodeAPI
internal import Synchronization

/// The log's static files; those that are behind the log are made on demand.
///
/// A checkpoint and the tiles that it needs are made together, so the tiles of a checkpoint that
/// somebody just read are there.
final class PublishedLog: LogFiles {
    /// How long a published checkpoint is new enough.
    private static let freshness: Duration = .seconds(1)

    private let writer: any StoredLog
    private let published = Mutex<ContinuousClock.Instant?>(nil)

    init(writer: any StoredLog) {
        self.writer = writer
    }

    func file(at path: String) async throws -> [UInt8]? {
        if path == "checkpoint", isDue() {
            do { try await writer.publish() } catch {
                // The next who asks is told so, too, and not given an older file.
                published.withLock { $0 = nil }
                throw error
            }
        }
        return try await writer.staticFile(at: path)
    }

    private func isDue() -> Bool {
        let now = ContinuousClock.now
        return published.withLock { published in
            if let last = published, now - last < Self.freshness { return false }
            published = now
            return true
        }
    }
}
