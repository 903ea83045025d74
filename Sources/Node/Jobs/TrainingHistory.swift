internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Wire

/// What the log says about one training job: a job that was interrupted goes on from here.
struct TrainingHistory: Sendable {
    private(set) var manifest: UInt64?
    private(set) var isBeaconRevealed = false
    private(set) var result: UInt64?
    private(set) var isAborted = false
    private(set) var deploy: UInt64?
    private(set) var isEvaluationOpened = false

    /// Whether nothing is left to do.
    var isEnded: Bool { isAborted || (deploy != nil && isEvaluationOpened) }

    /// Looks for the entries of a manifest.
    ///
    /// - Throws: `StorageError`.
    init(manifest digest: Digest, _ writer: LedgerWriter) async throws {
        let kinds: Set<EntryType> = [
            .manifestCommit, .beaconReveal, .trainingResult, .trainingAbort, .deploy,
            .evaluationOpen,
        ]
        for (index, entry) in try await writer.entries(of: kinds) {
            add(entry.body, at: index, digest)
        }
    }

    private mutating func add(_ body: EntryBody, at index: UInt64, _ digest: Digest) {
        switch body {
        case .manifestCommit(let fields) where fields.manifestDigest == digest:
            manifest = index
        case .beaconReveal(let fields) where fields.manifest == manifest: isBeaconRevealed = true
        case .trainingResult(let fields) where fields.manifest == manifest: result = index
        case .trainingAbort(let fields) where fields.manifest == manifest: isAborted = true
        case .deploy(let fields) where fields.result == result: deploy = index
        case .evaluationOpen(let fields) where fields.result == result: isEvaluationOpened = true
        default: break
        }
    }

    /// The index at which an evaluation's root was committed; nil when it was not.
    static func evaluation(root: Digest, _ writer: LedgerWriter) async throws -> UInt64? {
        try await writer.entries(of: [.evaluationCommit]).last { _, entry in
            guard case .evaluationCommit(let fields) = entry.body else { return false }
            return fields.root == root
        }?.index
    }
}
