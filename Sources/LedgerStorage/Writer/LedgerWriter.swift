package import Identity
package import Ledger
package import Machine
package import TransparencyLog
import Wire

/// The one writer of a log: applies entries, puts them on the disk in bundles, and only then says
/// so.
///
/// Callers queue entries; whoever finds the writer idle writes all that wait with one fdatasync
/// (group commit). A refused entry harms no other. After a failed write the writer stops for good:
/// what the disk holds is known only after opening the directory again. The log's bytes do not
/// depend on how entries were grouped.
///
/// It runs on a thread of its own, so that waiting for the disk takes none from Swift's pool. What
/// is made from the log, the projection and the static files, follows behind the acknowledgements:
/// queries of the projection bring it up first, opening the directory does after a crash.
package actor LedgerWriter: StoredLog {
    /// The log's public key.
    package nonisolated let verifierKey: VerifierKey
    /// What every signature in the log is bound to.
    package nonisolated let domain: SigningDomain
    /// The directory.
    package nonisolated let directory: DataDirectory

    let limits: WriterLimits
    let signer: LogSigner
    let openSegment: @Sendable (String) throws -> any SegmentFile
    let projection: Projection
    nonisolated let thread = DedicatedThread(name: "ledger")
    var log: LogReplay
    var files: StaticLogFiles
    var segment: (any SegmentFile)?
    /// Entries that the projection does not hold yet.
    var unprojected: [LogReplay.Applied] = []
    /// What will be called on the thread to follow the log.
    var following = Following.notPlanned
    var failure: OperationError?
    /// What was found and done when the directory was opened.
    package nonisolated let openingNotes: [String]
    let timeBound: TimeBound
    private let keeper: CheckpointKeeper?
    private nonisolated let inbox: BatchQueue<EntryBody, Result<Receipt, any Error>>
    private var lock: WriterLock?

    /// The writer's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Opens a directory for writing; makes it if it does not exist.
    ///
    /// Reads the whole log, checks it, removes a bundle that was never finished, and makes the
    /// projection again if it is not what the log says.
    /// - Throws: `OperationError`.
    package static func open(
        _ directory: DataDirectory, key: LogKey, clock: LedgerClock,
        limits: WriterLimits = WriterLimits(), word: OperatorWord = OperatorWord()
    ) throws -> LedgerWriter {
        try open(directory, key: key, clock: clock, limits: limits, word: word) {
            try PosixFile($0, for: .writing(permissions: 0o644))
        }
    }

    /// Opens with another way to write segments, for tests of failing disks.
    package static func open(
        _ directory: DataDirectory, key: LogKey, clock: LedgerClock, limits: WriterLimits,
        word: OperatorWord = OperatorWord(),
        segments: @escaping @Sendable (String) throws -> any SegmentFile
    ) throws -> LedgerWriter {
        let lock = try directory.openForWriting()
        let signer = try key.signer(in: directory)
        let keeper = word.keptCheckpoint.map { CheckpointKeeper(path: $0) }
        let kept = try keeper?.kept()
        let recovered = try Recovery.run(
            directory, key: signer.verifierKey, seen: word.seen + (kept.map { [$0] } ?? []))
        var notes = recovered.notes
        if let keeper, kept == nil {
            notes.append(
                "\(keeper.path) was not there: nothing outside the directory showed how far the "
                    + "log once went. It is made now.")
        }
        let state = recovered.log.state
        let last = state.size > 0 ? state.lastTimestampSeconds : nil
        let bound = try TimeBound(
            clock, last: signer.verifierKey.isDemonstration ? nil : last,
            vouched: word.timeSeconds)
        if let last, let lag = bound.lag(behind: last) { notes.append(lag) }
        if let note = recovered.log.note { try keeper?.keep(note) }
        return LedgerWriter(
            recovered, signer: signer, lock: lock, limits: limits,
            outside: (keeper, bound, notes), segments: segments)
    }

    private init(
        _ recovered: Recovery, signer: LogSigner, lock: WriterLock,
        limits: WriterLimits,
        outside: (keeper: CheckpointKeeper?, bound: TimeBound, notes: [String]),
        segments: @escaping @Sendable (String) throws -> any SegmentFile
    ) {
        self.signer = signer
        self.lock = lock
        self.limits = limits
        (keeper, timeBound, openingNotes) = outside
        openSegment = segments
        verifierKey = signer.verifierKey
        domain = recovered.log.state.domain
        directory = recovered.log.directory
        inbox = BatchQueue(limit: limits.inbox)
        log = recovered.log
        projection = recovered.projection
        files = StaticLogFiles(of: recovered.log)
    }

    /// Why no entry can be written now; nil when one can.
    package var obstacle: OperationError? {
        if let failure { return failure }
        do {
            try lock?.check()
            _ = try timeBound.seconds(ofEntry: size)
            return nil
        } catch let error as OperationError { return error } catch {
            return OperationError(.files, "\(error)")
        }
    }

    /// Refuses to write when another process may, and stops then.
    ///
    /// - Throws: `OperationError` with code `stopped`.
    func checkLock() throws {
        do { try lock?.check() } catch { throw stop(afterFailure: error) }
    }

    /// Tells the world outside the directory how far the log goes, before callers are told.
    func keepOutside(_ note: SignedNote) throws { try keeper?.keep(note) }

    /// Writes an entry and returns when it is on the disk.
    ///
    /// - Returns: its receipt, against the checkpoint of the bundle it was written with.
    /// - Throws: ``Ledger/Refusal`` when the entry is not valid now, else `OperationError`.
    package nonisolated func append(_ body: EntryBody) async throws -> Receipt {
        try await append(contentsOf: [body])[0].get()
    }

    /// Writes entries in their order, each accepted or refused by itself.
    ///
    /// - Throws: `OperationError` when there is no room for them.
    package nonisolated func append(
        contentsOf bodies: [EntryBody]
    ) async throws -> [Result<Receipt, any Error>] {
        do {
            return await write(try inbox.add(bodies))
        } catch {
            throw OperationError(
                .overloaded, "\(error.waitingCount) entries wait to be written: try again later.")
        }
    }

    /// Gives the directory back after making its static files; the writer is then stopped.
    ///
    /// - Throws: `OperationError`.
    package func close() throws {
        guard failure == nil else {
            lock = nil
            return
        }
        try publish()
        stop(OperationError(.stopped, "The writer of \(directory.path) was closed."))
        projection.close()
        segment = nil
        lock = nil
    }

    /// Writes batches until these entries are among the written.
    private func write(
        _ tickets: [BatchQueue<EntryBody, Result<Receipt, any Error>>.Ticket]
    ) -> [Result<Receipt, any Error>] {
        inbox.outcomes(of: tickets, upTo: limits.batch, work: commit)
    }

    func stop(_ error: OperationError) {
        failure = failure ?? error
    }

    /// Stops after a write that failed.
    ///
    /// - Returns: what callers are told from now on.
    func stop(afterFailure error: any Error) -> OperationError {
        let reason = (error as? OperationError)?.message ?? "\(error)"
        stop(
            OperationError(
                .stopped,
                "The ledger has stopped, since it could not write. \(reason) Whether the last "
                    + "entries were written is known after opening it again."))
        return failure ?? OperationError(.stopped, reason)
    }
}
