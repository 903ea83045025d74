public import Ledger
public import TransparencyLog
import Wire

/// The one writer of a log: applies entries, puts them on the disk in bundles, and only then says
/// so.
///
/// Callers queue entries; whoever finds the writer idle writes all that wait with one fdatasync
/// (group commit). A refused entry harms no other. After a failed write the writer stops for good:
/// what the disk holds is known only after opening the directory again. The log's bytes do not
/// depend on how entries were grouped.
public actor LedgerWriter {
    /// The log's public key.
    public nonisolated let verifierKey: VerifierKey
    /// The directory.
    public nonisolated let directory: DataDirectory

    nonisolated let clock: LedgerClock
    private nonisolated let inbox: Inbox
    private let limits: WriterLimits
    private let signer: LogSigner
    private let openSegment: @Sendable (String) throws -> any SegmentFile
    let projection: Projection
    var log: LogReplay
    var files: StaticLogFiles
    private var segment: (any SegmentFile)?
    private var lock: PosixFile?
    var failure: StorageError?

    /// Opens a directory for writing; makes it if it does not exist.
    ///
    /// Reads the whole log, checks it, removes a bundle that was never finished, and makes the
    /// projection again if it is not what the log says.
    /// - Throws: ``StorageError``.
    public static func open(
        _ directory: DataDirectory, key: LogKey, clock: LedgerClock,
        limits: WriterLimits = WriterLimits()
    ) throws -> LedgerWriter {
        try open(directory, key: key, clock: clock, limits: limits) {
            try PosixFile($0, for: .writing(permissions: 0o644))
        }
    }

    /// Opens with another way to write segments, for tests of failing disks.
    package static func open(
        _ directory: DataDirectory, key: LogKey, clock: LedgerClock, limits: WriterLimits,
        segments: @escaping @Sendable (String) throws -> any SegmentFile
    ) throws -> LedgerWriter {
        try directory.prepare()
        let lock = try directory.takeLock()
        let signer = try key.signer(in: directory)
        let recovered = try Recovery.run(directory, key: signer.verifierKey)
        return LedgerWriter(
            recovered, signer: signer, lock: lock, clock: clock, limits: limits,
            segments: segments)
    }

    private init(
        _ recovered: Recovery, signer: LogSigner, lock: PosixFile, clock: LedgerClock,
        limits: WriterLimits, segments: @escaping @Sendable (String) throws -> any SegmentFile
    ) {
        self.signer = signer
        self.lock = lock
        self.clock = clock
        self.limits = limits
        openSegment = segments
        verifierKey = signer.verifierKey
        directory = recovered.log.directory
        inbox = Inbox(limit: limits.inbox)
        log = recovered.log
        projection = recovered.projection
        files = StaticLogFiles(of: recovered.log)
    }

    /// Writes an entry and returns when it is on the disk.
    ///
    /// - Returns: its receipt, against the checkpoint of the bundle it was written with.
    /// - Throws: ``Ledger/Refusal`` when the entry is not valid now, else ``StorageError``.
    public nonisolated func append(_ body: EntryBody) async throws -> Receipt {
        let entry = WaitingEntry(body)
        try inbox.add([entry])
        return try await write([entry])[0].get()
    }

    /// Writes entries in their order, each accepted or refused by itself.
    ///
    /// - Throws: ``StorageError`` when there is no room for them.
    public nonisolated func append(
        contentsOf bodies: [EntryBody]
    ) async throws -> [Result<Receipt, any Error>] {
        let entries = bodies.map(WaitingEntry.init)
        try inbox.add(entries)
        return await write(entries)
    }

    /// Gives the directory back after making its static files; the writer is then stopped.
    ///
    /// - Throws: ``StorageError``.
    public func close() throws {
        guard failure == nil else {
            lock = nil
            return
        }
        try files.publish(log)
        stop(StorageError(.stopped, "The writer of \(directory.path) was closed."))
        projection.close()
        segment = nil
        lock = nil
    }

    /// Writes batches until these entries are among the written.
    private func write(_ entries: [WaitingEntry]) -> [Result<Receipt, any Error>] {
        while entries.contains(where: { $0.result == nil }) {
            commit(inbox.take(upTo: limits.batch))
        }
        return entries.compactMap(\.result)
    }

    private func stop(_ error: StorageError) {
        failure = failure ?? error
    }
}

extension LedgerWriter {
    /// An entry that was applied and waits for the disk.
    private struct Applied {
        let waiting: WaitingEntry
        let bytes: [UInt8]
        let applied: LogReplay.Applied
    }

    private func commit(_ batch: [WaitingEntry]) {
        if let failure {
            for entry in batch { entry.finish(.failure(failure)) }
            return
        }
        let accepted = apply(batch)
        guard !accepted.isEmpty else { return }
        do {
            try store(accepted)
            try projection.record(accepted.map(\.applied), of: log)
            for item in accepted {
                item.waiting.finish(.success(try receipt(of: item)))
            }
            if log.tree.size - files.publishedSize >= limits.publishEvery {
                try files.publish(log)
            }
        } catch {
            let reason = (error as? StorageError)?.message ?? "\(error)"
            stop(
                StorageError(
                    .stopped,
                    "The ledger has stopped, since a write failed. \(reason) Whether the last "
                        + "entries were written is known after opening it again."))
            let stopped = failure ?? StorageError(.stopped, reason)
            for item in accepted { item.waiting.finish(.failure(stopped)) }
        }
    }

    /// Applies each entry; those refused are answered at once.
    private func apply(_ batch: [WaitingEntry]) -> [Applied] {
        var accepted: [Applied] = []
        for waiting in batch {
            let index = log.state.size
            let time = max(clock.seconds(index), log.state.lastTimestampSeconds)
            let bytes = Entry(timestampSeconds: time, body: waiting.body).encoded
            do {
                let (entry, postings) = try log.state.apply(bytes, index: index)
                accepted.append(
                    Applied(
                        waiting: waiting, bytes: bytes,
                        applied: LogReplay.Applied(
                            index: index, entry: entry, postings: postings)))
            } catch {
                waiting.finish(.failure(error))
            }
        }
        return accepted
    }

    /// One bundle, one fdatasync.
    private func store(_ accepted: [Applied]) throws {
        let firstIndex = log.tree.size
        for item in accepted { log.tree.append(MerkleTree.leafHash(item.bytes)) }
        guard
            let checkpoint = Checkpoint(
                origin: signer.origin, size: log.tree.size, root: log.tree.root())
        else { throw StorageError(.key, "The log's name cannot stand in a checkpoint.") }
        let note = try signer.sign(checkpoint)
        let bundle = Bundle(
            number: log.nextBundle, firstIndex: firstIndex, previous: log.lastDigest,
            entries: accepted.map(\.bytes), note: note.bytes)
        let (bytes, digest) = bundle.encoded()
        let file = try currentSegment()
        try file.write(bytes, at: log.segmentByteCount)
        try file.synchronize()
        var position = log.segmentByteCount + UInt64(Bundle.headerByteCount)
        for item in accepted {
            log.locations.append(
                EntryLocation(
                    segment: UInt32(log.segment), length: UInt32(item.bytes.count),
                    offset: position + 4))
            position += 4 + UInt64(item.bytes.count)
        }
        log.segmentByteCount += UInt64(bytes.count)
        log.nextBundle += 1
        log.lastDigest = digest
        log.note = note
    }

    private func currentSegment() throws -> any SegmentFile {
        if log.segmentByteCount >= limits.segmentBytes {
            log.segment += 1
            log.segmentByteCount = 0
            segment = nil
        }
        if let segment { return segment }
        let file = try openSegment(directory.segment(log.segment))
        try PosixFile.synchronizeDirectory(directory.segments)
        segment = file
        return file
    }

    private func receipt(of item: Applied) throws -> Receipt {
        guard let note = log.note else {
            throw StorageError(.corrupt, "The log has entries and no checkpoint.")
        }
        return try Receipt(
            entry: item.applied.entry, index: item.applied.index,
            path: log.tree.inclusionProof(index: item.applied.index), checkpoint: note)
    }
}
