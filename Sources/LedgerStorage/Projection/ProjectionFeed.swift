import Ledger
import TransparencyLog

/// Brings a projection up to a log while the log is read, in transactions of some size.
struct ProjectionFeed {
    private static let chunk = 1024

    let projection: Projection
    /// Where the projection says it stands.
    let reach: Projection.Reach
    /// Whether what it says is a prefix of the log.
    private(set) var isPrefix = true
    private var waiting: [LogReplay.Applied] = []

    init(_ projection: Projection, from reach: Projection.Reach) {
        self.projection = projection
        self.reach = reach
    }

    /// Takes a bundle's entries.
    mutating func add(_ applied: [LogReplay.Applied], of log: LogReplay) throws {
        let new = applied.filter { $0.index >= reach.size }
        guard !new.isEmpty else { return }
        if waiting.isEmpty, isPrefix { checkPrefix(of: log) }
        guard isPrefix else { return }
        waiting += new
        if waiting.count >= Self.chunk { try flush(log) }
    }

    /// Writes what waits; after that the projection is as far as the log, if it was a prefix.
    mutating func finish(_ log: LogReplay) throws {
        checkPrefix(of: log)
        guard isPrefix else { return }
        try flush(log)
        isPrefix = try projection.agrees(with: log.state)
    }

    private mutating func checkPrefix(of log: LogReplay) {
        isPrefix = isPrefix && (try? log.tree.root(atSize: reach.size)) == reach.root
    }

    private mutating func flush(_ log: LogReplay) throws {
        guard !waiting.isEmpty else { return }
        try projection.record(waiting, of: log)
        waiting = []
    }
}
