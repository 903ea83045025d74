internal import Machine
import TransparencyLog

/// What a writer finds when it opens a directory, after everything was checked.
struct Recovery {
    let log: LogReplay
    let projection: Projection
    /// What was found and done, a sentence each.
    let notes: [String]

    /// Reads the log, checks it against what was acknowledged, and brings the projection up to it.
    ///
    /// - Parameters:
    ///   - directory: the data directory, which this process may write to.
    ///   - key: the log's public key.
    ///   - seen: checkpoints that others have.
    /// - Returns: what was found.
    /// - Throws: `OperationError`.
    static func run(
        _ directory: DataDirectory, key: VerifierKey, seen: [OperatorWord.Seen] = []
    ) throws -> Recovery {
        try checkKey(directory, key)
        var notes: [String] = []
        let aside = AsideFolder(directory)
        let found = openProjection(directory, key)
        let log: LogReplay
        var projection: Projection?
        if let (opened, reach) = found {
            var feed = ProjectionFeed(opened, from: reach)
            var isUsable = true
            log = try LogReplay(directory, key: key, aside: aside) { applied, log in
                guard isUsable else { return }
                do { try feed.add(applied, of: log) } catch { isUsable = false }
            }
            notes += try checkNothingIsMissing(directory, key, log, reach, seen)
            do { try feed.finish(log) } catch { isUsable = false }
            if isUsable, feed.isPrefix { projection = opened } else { opened.close() }
        } else {
            log = try LogReplay(directory, key: key, aside: aside)
            notes += try checkNothingIsMissing(directory, key, log, nil, seen)
        }
        if let note = try cutOff(log, aside) { notes.append(note) }
        if projection == nil, log.tree.size > 0 {
            notes.append("\(directory.projection) was missing or of no use: it is made again.")
        }
        return Recovery(
            log: log, projection: try projection ?? rebuilt(directory, key), notes: notes)
    }

    /// Cuts off a bundle that was never finished; its bytes are kept.
    private static func cutOff(_ log: LogReplay, _ aside: AsideFolder) throws -> String? {
        guard !log.unfinished.isEmpty else { return nil }
        let kept = try aside.keep(log.unfinished, of: log.segment, from: log.segmentByteCount)
        let path = log.directory.segmentFolder.file(log.segment)
        try PosixFile(path, for: .writing(permissions: 0o644)).truncate(to: log.segmentByteCount)
        return "\(path) ended in \(log.unfinished.count) bytes of a bundle that was never "
            + "finished: its entries, from \(log.tree.size) on, were never acknowledged. The bytes "
            + "were cut off and lie in \(kept)."
    }

    /// The verifier key lies beside the log for those who only read.
    private static func checkKey(_ directory: DataDirectory, _ key: VerifierKey) throws {
        if let stored = try LedgerReader.verifierKey(in: directory) {
            guard stored == key else {
                throw OperationError(
                    .key,
                    "The log in \(directory.path) is that of \(stored), not of \(key): restore "
                        + "its log.key.")
            }
            return
        }
        try FileReplacement.write(Array("\(key)\n".utf8), to: directory.verifierKey)
    }

    private static func openProjection(
        _ directory: DataDirectory, _ key: VerifierKey
    ) -> (Projection, Projection.Reach)? {
        guard let projection = try? Projection(writing: directory.projection, key: key) else {
            return nil
        }
        if let reach = try? projection.reach(key) { return (projection, reach) }
        projection.close()
        return nil
    }

    /// A checkpoint that the log's key signed proves how many entries there once were.
    ///
    /// - Returns: sentences about what should have been such a checkpoint.
    private static func checkNothingIsMissing(
        _ directory: DataDirectory, _ key: VerifierKey, _ log: LogReplay,
        _ reach: Projection.Reach?, _ seen: [OperatorWord.Seen]
    ) throws -> [String] {
        var notes: [String] = []
        do {
            if let published = try StaticLogFiles.published(in: directory, key: key) {
                try check(log, against: published, of: StaticLogFiles(directory).checkpointPath)
            }
        } catch let error as OperationError where error.code == .altered {
            notes.append(error.message)
        }
        if let reach, let note = try? SignedNote(parsing: reach.note),
            (try? note.verify(by: key)) != nil, let stored = try? Checkpoint(noteText: note.text)
        {
            try check(log, against: stored, of: directory.projection)
        }
        for seen in seen {
            do {
                try seen.note.verify(by: key)
                try check(log, against: Checkpoint(noteText: seen.note.text), of: seen.source)
            } catch let error as OperationError {
                throw error
            } catch {
                throw OperationError(
                    .key, "The checkpoint of \(seen.source) is not of this log. \(error)")
            }
        }
        return notes
    }

    private static func check(
        _ log: LogReplay, against checkpoint: Checkpoint, of source: String
    ) throws {
        guard checkpoint.origin == log.key.name else {
            throw OperationError(
                .key, "The checkpoint of \(source) is of the log \(checkpoint.origin).")
        }
        let segments = log.directory.segments
        guard checkpoint.size <= log.tree.size else {
            throw OperationError(
                .missingEntries,
                "The segments hold \(log.tree.size) entries, but a checkpoint of "
                    + "\(checkpoint.size) was signed (\(source)): acknowledged entries are "
                    + "missing, and new ones would take their indices. Nothing was changed; "
                    + "restore \(segments) from a newer copy.")
        }
        guard (try? log.tree.root(atSize: checkpoint.size)) == checkpoint.root else {
            throw OperationError(
                .corrupt,
                "The segments hold other entries than a checkpoint that was signed (\(source)). "
                    + "Nothing was changed; restore \(segments) from a copy.")
        }
    }

    private static func rebuilt(
        _ directory: DataDirectory, _ key: VerifierKey
    ) throws -> Projection {
        try Projection.remove(directory.projection)
        let projection = try Projection(writing: directory.projection, key: key)
        guard let reach = try projection.reach(key) else {
            throw OperationError(.projection, "\(directory.projection) could not be made.")
        }
        var feed = ProjectionFeed(projection, from: reach)
        let log = try LogReplay(directory, key: key) { try feed.add($0, of: $1) }
        try feed.finish(log)
        guard feed.isPrefix else {
            throw OperationError(.projection, "\(directory.projection) could not be made.")
        }
        return projection
    }
}
