import FoundationEssentials
internal import Machine
import TransparencyLog
import Wire

/// The C2SP static files under log/: checkpoint and tiles, for anyone who copies the log.
///
/// All of them can be made again from the segments. Tiles are written before the checkpoint that
/// needs them. Partial tiles stay until the full tile is there, and one checkpoint longer, so that
/// whoever began to copy an earlier checkpoint finds what belongs to it.
struct StaticLogFiles: Sendable {
    let directory: DataDirectory
    /// The size of the checkpoint that stands there.
    private(set) var publishedSize: UInt64 = 0
    /// Partial tiles of what was full at this size are gone.
    private var clearedSize: UInt64 = 0

    var checkpointPath: String { directory.log + "/checkpoint" }

    /// Nothing published yet, as far as is known.
    init(_ directory: DataDirectory) {
        self.directory = directory
    }

    /// What was published earlier, if every file of it is there.
    init(of log: LogReplay) {
        directory = log.directory
        guard let checkpoint = try? Self.published(in: directory, key: log.key),
            checkpoint.size <= log.tree.size
        else { return }
        let tiles = Tile.published(to: checkpoint.size)
        guard tiles.allSatisfy({ FileManager.default.fileExists(atPath: path($0)) }) else { return }
        publishedSize = checkpoint.size
    }

    /// The checkpoint that stands there; nil where none does.
    ///
    /// - Throws: `OperationError` with code `altered` when it is not one that the log's key signed.
    static func published(
        in directory: DataDirectory, key: VerifierKey
    ) throws(OperationError) -> Checkpoint? {
        let path = StaticLogFiles(directory).checkpointPath
        guard
            let bytes = try PosixFile.contentsIfThere(
                of: path, limit: SignedNote.maximumByteCount)
        else { return nil }
        do {
            let note = try SignedNote(parsing: bytes)
            try note.verify(by: key)
            return try Checkpoint(noteText: note.text)
        } catch {
            throw OperationError(
                .altered,
                "\(path) is no checkpoint that the log's key signed (\(error)); it is made again, "
                    + "and cannot show how far the log once went.")
        }
    }

    /// Makes the files of the log's last checkpoint; those that exist are kept.
    ///
    /// - Throws: `OperationError`.
    mutating func publish(_ log: LogReplay) throws {
        guard let note = log.note, log.tree.size > publishedSize else { return }
        let size = log.tree.size
        for tile in Tile.published(to: size) where !isWritten(tile, log) {
            try write(tile, log)
        }
        try FileReplacement.write(note.bytes, to: checkpointPath)
        try clearPartialTiles(fullAt: publishedSize)
        publishedSize = size
    }

    /// Removes the partial tiles of those that were full at a size, which was published before.
    private mutating func clearPartialTiles(fullAt size: UInt64) throws {
        guard size > clearedSize else { return }
        for tile in Tile.published(from: clearedSize, to: size)
        where tile.width == Tile.fullWidth {
            let partials = path(tile) + ".p"
            guard FileManager.default.fileExists(atPath: partials) else { continue }
            do { try FileManager.default.removeItem(atPath: partials) } catch {
                throw OperationError(
                    .files, "Could not remove \(partials): check its permissions.")
            }
        }
        clearedSize = size
    }

    private func path(_ tile: Tile) -> String { directory.log + "/" + tile.path }

    /// Whether a tile is there from earlier; full tiles below the published size always are.
    private func isWritten(_ tile: Tile, _ log: LogReplay) -> Bool {
        if case .hashes(let level) = tile.content {
            let leaves = UInt64(1) << UInt64(min(8 * (level + 1), 63))
            if tile.width == Tile.fullWidth, (tile.index + 1) * leaves <= publishedSize {
                return true
            }
            let stored = try? PosixFile.contents(of: path(tile), limit: Tile.byteLimit)
            return stored != nil && stored == log.tree.bytes(of: tile)
        }
        if tile.width == Tile.fullWidth, (tile.index + 1) * 256 <= publishedSize { return true }
        guard let stored = try? PosixFile.contents(of: path(tile), limit: Tile.byteLimit),
            let entries = try? Tile.entries(inBundle: stored, count: tile.width)
        else { return false }
        return entries.enumerated().allSatisfy { offset, entry in
            MerkleTree.leafHash(entry) == log.tree.leafHash(at: tile.index * 256 + UInt64(offset))
        }
    }

    private func write(_ tile: Tile, _ log: LogReplay) throws {
        let bytes: [UInt8]?
        if case .hashes = tile.content {
            bytes = log.tree.bytes(of: tile)
        } else {
            let first = tile.index * UInt64(Tile.fullWidth)
            bytes = try Tile.bundle(
                (first..<first + UInt64(tile.width)).map { try log.entryBytes(at: $0) })
        }
        guard let bytes else {
            throw OperationError(.corrupt, "The log's tree does not fill the tile \(tile.path).")
        }
        let target = path(tile)
        let folder = target.prefix(upTo: target.lastIndex(of: "/") ?? target.endIndex)
        do {
            try FileManager.default.createDirectory(
                atPath: String(folder), withIntermediateDirectories: true)
        } catch {
            throw OperationError(.files, "Could not make the directory \(folder).")
        }
        try FileReplacement.write(bytes, to: target)
    }
}
