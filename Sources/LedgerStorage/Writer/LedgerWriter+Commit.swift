import Ledger
internal import Machine
import TransparencyLog

extension LedgerWriter {
    /// An entry that was applied and waits for the disk.
    private struct Applied {
        let bytes: [UInt8]
        let applied: LogReplay.Applied
    }

    /// Applies a batch, waits for the disk, and only then says so.
    func commit(_ batch: [EntryBody]) -> [Result<Receipt, any Error>] {
        do { try checkWritable() } catch { return batch.map { _ in .failure(error) } }
        let outcomes = batch.map { body in Result { try apply(body) } }
        let accepted = outcomes.compactMap { try? $0.get() }
        do {
            if !accepted.isEmpty {
                try store(accepted)
                follow(accepted.map(\.applied))
            }
            return outcomes.map { outcome in
                outcome.flatMap { item in Result { try receipt(of: item) } }
            }
        } catch {
            let stopped = stop(afterFailure: error)
            return outcomes.map { outcome in outcome.flatMap { _ in .failure(stopped) } }
        }
    }

    /// - Throws: `OperationError` with code `stopped`.
    private func checkWritable() throws {
        if let failure { throw failure }
        try checkLock()
    }

    private func apply(_ body: EntryBody) throws -> Applied {
        let index = log.state.size
        let time = max(try timeBound.seconds(ofEntry: index), log.state.lastTimestampSeconds)
        let bytes = Entry(timestampSeconds: time, body: body).encoded
        let (entry, postings) = try log.state.apply(bytes, index: index)
        return Applied(
            bytes: bytes,
            applied: LogReplay.Applied(index: index, entry: entry, postings: postings))
    }

    /// One bundle, one fdatasync.
    private func store(_ accepted: [Applied]) throws {
        let firstIndex = log.tree.size
        for item in accepted { log.tree.append(MerkleTree.leafHash(item.bytes)) }
        guard
            let checkpoint = Checkpoint(
                origin: signer.origin, size: log.tree.size, root: log.tree.root())
        else { throw OperationError(.key, "The log's name cannot stand in a checkpoint.") }
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
        try keepOutside(note)
    }

    private func currentSegment() throws -> any SegmentFile {
        if log.segmentByteCount >= limits.segmentBytes {
            log.segment += 1
            log.segmentByteCount = 0
            segment = nil
        }
        if let segment { return segment }
        let file = try openSegment(directory.segmentFolder.file(log.segment))
        try PosixFile.synchronizeDirectory(directory.segments)
        segment = file
        return file
    }

    private func receipt(of item: Applied) throws -> Receipt {
        guard let note = log.note else {
            throw OperationError(.corrupt, "The log has entries and no checkpoint.")
        }
        return try Receipt(
            entry: item.applied.entry, bytes: item.bytes, index: item.applied.index,
            path: log.tree.inclusionProof(index: item.applied.index), checkpoint: note)
    }
}
