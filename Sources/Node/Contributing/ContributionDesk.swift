public import Datanets
internal import Identity
internal import Ledger
public import LedgerStorage
internal import Wire

/// Takes people's rows into one Datanet of a data directory, as long as it has the writer's lock.
///
/// Order of work: rows and the reveal's signature are staged on the disk; the log gets the commit,
/// then the reveal; the Datanet's files are replaced; the staged file goes. Whoever opens the
/// directory next takes up what a kill left at any of these steps.
public struct ContributionDesk: Sendable {
    /// What was taken up on opening and could not be finished, a sentence each.
    public internal(set) var notes: [String] = []
    /// The Datanet as it stands in its files and in the log.
    public internal(set) var datanet: Datanet

    let writer: LedgerWriter
    let domain: SigningDomain
    let index: UInt64
    let store: DatanetStore
    let staging: StagingArea
    let steps: ContributionSteps
    var history: LogHistory
    /// The commitments whose reveals were made on opening.
    var completed: Set<Digest> = []

    /// Opens a Datanet for contributions and finishes what was interrupted in it.
    ///
    /// - Throws: `NodeError` when the directory has no such Datanet or its files are damaged,
    ///   `StorageError` when another process writes to it or the log is damaged.
    public static func open(
        dataDirectory: String, datanet name: String, clock: LedgerClock
    ) async throws -> ContributionDesk {
        try await open(dataDirectory: dataDirectory, datanet: name, clock: clock) { _ in }
    }

    /// Opens with someone who is told each step.
    package static func open(
        dataDirectory: String, datanet name: String, clock: LedgerClock,
        steps: @escaping ContributionSteps
    ) async throws -> ContributionDesk {
        try check(dataDirectory, name)
        let writer = try LedgerWriter.open(
            DataDirectory(dataDirectory), key: .existing, clock: clock)
        return try await open(
            dataDirectory: dataDirectory, datanet: name, writer: writer, steps: steps)
    }

    private static func check(_ dataDirectory: String, _ name: String) throws {
        let store = try DatanetStore(dataDirectory: dataDirectory, name: name)
        guard DataDirectory(dataDirectory).exists, store.exists else {
            throw NodeError(
                .notFound,
                "\(dataDirectory) has no Datanet \(name): 'openledger datanet create' makes one, "
                    + "'openledger datanet list' shows those there are")
        }
    }

    /// Opens with a writer that others use, too.
    static func open(
        dataDirectory: String, datanet name: String, writer: LedgerWriter,
        steps: @escaping ContributionSteps = { _ in }
    ) async throws -> ContributionDesk {
        try check(dataDirectory, name)
        let store = try DatanetStore(dataDirectory: dataDirectory, name: name)
        let history = try await LogHistory(writer)
        guard let index = try DatanetTerms.index(inFolder: store.folder, history) else {
            throw NodeError(
                .notFound,
                "the log in \(dataDirectory) does not hold the Datanet \(name): run 'openledger "
                    + "datanet create \(name)' again with the same labels, which finishes it")
        }
        let staging = StagingArea(folder: store.folder)
        staging.removeUnfinished()
        let staged = try staging.all()
        let (datanet, isRecorded) = try store.read(
            revealedAs: history.reveals(of: index), staged: staged)
        var desk = ContributionDesk(
            datanet: datanet, writer: writer, domain: .log(writer.verifierKey), index: index,
            store: store, staging: staging, steps: steps, history: history)
        if !isRecorded { try store.write(datanet, steps: steps) }
        try await desk.finish(staged)
        return desk
    }

    private init(
        datanet: Datanet, writer: LedgerWriter, domain: SigningDomain, index: UInt64,
        store: DatanetStore, staging: StagingArea, steps: @escaping ContributionSteps,
        history: LogHistory
    ) {
        self.datanet = datanet
        self.writer = writer
        self.domain = domain
        self.index = index
        self.store = store
        self.staging = staging
        self.steps = steps
        self.history = history
    }

    /// Makes the log's static files and gives the directory back.
    ///
    /// - Throws: `StorageError`.
    public func close() async throws {
        try await writer.close()
    }
}
