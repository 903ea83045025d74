internal import FoundationEssentials
internal import LedgerStorage
internal import Machine
internal import TransparencyLog
internal import Verifier

/// A log that lies in a folder: a data directory's `log`, or a copy of it, with or without the
/// segments that a writer keeps there.
final class LogFolder {
    /// The folder with `checkpoint` and `tile/`.
    let path: String
    /// What could not be read, if anything.
    private(set) var failure: (any Error)?

    /// Finds the log in a data directory or in its folder `log`.
    ///
    /// - Throws: `OperationError` when there is neither a checkpoint nor a segment.
    init(_ directory: String) throws {
        let candidates = [directory + "/log", directory]
        let files = FileManager.default
        guard
            let path = candidates.first(where: {
                files.fileExists(atPath: $0 + "/checkpoint")
                    || files.fileExists(atPath: $0 + "/segments/00000000.seg")
            })
        else {
            throw OperationError(
                .notFound, "there is no checkpoint in \(directory); give a log's folder")
        }
        self.path = path
    }

    private var segments: SegmentFolder { SegmentFolder(path + "/segments") }

    /// The log's key as it is given, or as it lies in the folder.
    func key(_ given: String?) throws -> VerifierKey {
        try KeyText.verifierKey(given ?? path + "/key")
    }

    /// Everything that an audit needs: of a directory with segments up to its newest bundle, of
    /// others up to the published checkpoint.
    ///
    /// - Throws: `OperationError` for damaged segments and files that cannot be read.
    func export(key: VerifierKey) throws -> LogExport {
        // Before the segments: they are never behind a checkpoint that was published.
        let published = try bytes("checkpoint", limit: SignedNote.maximumByteCount)
        guard try segments.count() > 0, let end = try end(of: key) else {
            guard let published else {
                throw OperationError(.notFound, "the log in \(path) has no entry yet")
            }
            return LogExport(checkpoint: published, listed: try tiles()) { self.tile($0) }
        }
        let supply = SegmentSupply(try SegmentWalk(segments, key: key))
        return LogExport(
            checkpoint: end.note, published: published, listed: try tiles(),
            unread: end.unfinished.isEmpty
                ? nil
                : "\(end.unfinished.count) bytes of a bundle that is being written, or was never "
                    + "finished, were not read.",
            entries: { tile in
                do { return try supply.bundle(tile) } catch {
                    self.failure = self.failure ?? error
                    return nil
                }
            }, read: { self.tile($0) })
    }

    /// The newest checkpoint, with the tree that it is of.
    ///
    /// - Throws: `OperationError`.
    func newest(key: VerifierKey) throws -> (note: [UInt8], tile: (Tile) throws -> [UInt8]?) {
        guard try segments.count() > 0, let end = try end(of: key) else {
            guard let note = try bytes("checkpoint", limit: SignedNote.maximumByteCount) else {
                throw OperationError(.notFound, "the log in \(path) has no entry yet")
            }
            return (note, { try self.bytes($0.path, limit: Tile.byteLimit) })
        }
        var walk = try SegmentWalk(segments, key: key)
        var tree = MerkleTree()
        while tree.size < end.nextIndex, let entries = try walk.nextEntries() {
            for entry in entries { tree.append(MerkleTree.leafHash(entry)) }
        }
        let whole = tree
        return (end.note, { whole.bytes(of: $0) })
    }

    /// The walk at the end of the segments; nil when there is no whole bundle yet.
    private func end(of key: VerifierKey) throws -> SegmentWalk? {
        var walk = try SegmentWalk(segments, key: key)
        while try walk.nextEntries() != nil {}
        return walk.nextIndex > 0 ? walk : nil
    }

    private func tile(_ tile: Tile) -> [UInt8]? {
        do { return try bytes(tile.path, limit: Tile.byteLimit) } catch {
            failure = failure ?? error
            return nil
        }
    }

    private func bytes(_ name: String, limit: Int) throws -> [UInt8]? {
        try PosixFile.contentsIfThere(of: path + "/" + name, limit: limit)
    }

    /// The tiles that are there.
    ///
    /// Entries are listed last: the bundles of a hash tile are written before it, so that the
    /// entries of each that is listed are there.
    private func tiles() throws -> [Tile] {
        let levels = try DataFiles(root: path).names(in: "tile")
        let order = levels.filter { $0 != "entries" } + levels.filter { $0 == "entries" }
        return try order.flatMap { level in
            try names(below: "tile/\(level)").compactMap { Tile(path: "tile/\(level)/\($0)") }
        }
    }

    private func names(below folder: String) throws -> [String] {
        var attempts = 0
        while true {
            do {
                return try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")
            } catch {
                // Beside a node, partial tiles may go while they are listed.
                attempts += 1
                guard attempts < 5 else {
                    throw OperationError(.files, "cannot list \(path)/\(folder): \(error)")
                }
            }
        }
    }
}

/// Hands out the entries of segments as bundles, from the first to the last.
private final class SegmentSupply {
    private var walk: SegmentWalk
    private var waiting: [[UInt8]] = []
    /// The index of the first that waits.
    private var first: UInt64 = 0

    init(_ walk: SegmentWalk) {
        self.walk = walk
    }

    /// The bundle of a tile; nil past the end, and for one before the last that was asked for.
    func bundle(_ tile: Tile) throws -> [UInt8]? {
        let start = tile.index * UInt64(Tile.fullWidth)
        guard start >= first else { return nil }
        while first + UInt64(waiting.count) < start + UInt64(tile.width) {
            guard let entries = try walk.nextEntries() else { return nil }
            waiting += entries
            let passed = min(Int(start - first), waiting.count)
            waiting.removeFirst(passed)
            first += UInt64(passed)
        }
        return Tile.bundle(Array(waiting.dropFirst(Int(start - first)).prefix(tile.width)))
    }
}
