internal import Machine
import TransparencyLog

/// What a writer finds when it opens a directory, after everything was checked.
struct Recovery {
    let log: LogReplay
    let projection: Projection

    /// Reads the log, checks it against what was acknowledged, and brings the projection up to it.
    ///
    /// - Throws: `OperationError`.
    static func run(_ directory: DataDirectory, key: VerifierKey) throws -> Recovery {
        try checkKey(directory, key)
        let found = openProjection(directory, key)
        let log: LogReplay
        var projection: Projection?
        if let (opened, reach) = found {
            var feed = ProjectionFeed(opened, from: reach)
            var isUsable = true
            log = try LogReplay(directory, key: key) { applied, log in
                guard isUsable else { return }
                do { try feed.add(applied, of: log) } catch { isUsable = false }
            }
            try checkNothingIsMissing(directory, key, log, reach)
            do { try feed.finish(log) } catch { isUsable = false }
            if isUsable, feed.isPrefix { projection = opened } else { opened.close() }
        } else {
            log = try LogReplay(directory, key: key)
            try checkNothingIsMissing(directory, key, log, nil)
        }
        if log.tornByteCount > 0 {
            try PosixFile(directory.segment(log.segment), for: .writing(permissions: 0o644))
                .truncate(to: log.segmentByteCount)
        }
        return Recovery(log: log, projection: try projection ?? rebuilt(directory, key))
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
    private static func checkNothingIsMissing(
        _ directory: DataDirectory, _ key: VerifierKey, _ log: LogReplay,
        _ reach: Projection.Reach?
    ) throws {
        var signed: [Checkpoint] = []
        if let published = StaticLogFiles.published(in: directory, key: key) {
            signed.append(published)
        }
        if let reach, let note = try? SignedNote(parsing: reach.note),
            (try? note.verify(by: key)) != nil, let stored = try? Checkpoint(noteText: note.text)
        {
            signed.append(stored)
        }
        for checkpoint in signed where checkpoint.origin == key.name {
            guard checkpoint.size <= log.tree.size else {
                throw OperationError(
                    .missingEntries,
                    "The segments hold \(log.tree.size) entries, but a checkpoint of "
                        + "\(checkpoint.size) was signed: acknowledged entries are missing. "
                        + "Nothing was changed; restore \(directory.segments) from a copy.")
            }
            guard (try? log.tree.root(atSize: checkpoint.size)) == checkpoint.root else {
                throw OperationError(
                    .corrupt,
                    "The segments hold other entries than a checkpoint that was signed. Nothing "
                        + "was changed; restore \(directory.segments) from a copy.")
            }
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
