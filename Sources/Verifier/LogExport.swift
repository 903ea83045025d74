public import TransparencyLog

/// A log as somebody exported it, for ``LogAudit``.
public struct LogExport {
    /// The bytes of the newest signed checkpoint: what is audited.
    public let checkpoint: [UInt8]
    /// Another signed checkpoint beside it, which has to be of the same history and whose tiles
    /// should all be there; nil where the newest is the only one.
    public let published: [UInt8]?
    /// Every tile that is there, needed or not; empty where that cannot be listed.
    public let listed: [Tile]
    /// What is there beyond the newest checkpoint and cannot be read, in a sentence; nil for
    /// nothing.
    public let unread: String?
    /// The bundles that the tree is built from.
    public let entries: (Tile) -> [UInt8]?
    /// The bytes of a published tile or bundle; nil where there is none.
    public let read: (Tile) -> [UInt8]?

    /// An export whose bundles are the published ones, unless others are given.
    public init(
        checkpoint: [UInt8], published: [UInt8]? = nil, listed: [Tile] = [],
        unread: String? = nil, entries: ((Tile) -> [UInt8]?)? = nil,
        read: @escaping (Tile) -> [UInt8]?
    ) {
        self.checkpoint = checkpoint
        self.published = published
        self.listed = listed
        self.unread = unread
        self.entries = entries ?? read
        self.read = read
    }
}

/// The published entries behind those that a checkpoint covers.
///
/// Nothing of them is signed here: they are counted, and give the hashes that tiles beside a
/// running node hold already.
struct EntriesBeyond {
    /// The tree of the checkpoint and of the entries behind it.
    private(set) var tree: MerkleTree
    private(set) var count: UInt64 = 0
    private(set) var answerCount: UInt64 = 0
    /// A bundle that is malformed; nil when none is.
    private(set) var fault: String?

    /// Reads what is listed.
    init(_ tree: MerkleTree, in export: LogExport) {
        self.tree = tree
        var widths: [UInt64: Int] = [:]
        for tile in export.listed where tile.content == .entries {
            widths[tile.index] = max(tile.width, widths[tile.index] ?? 0)
        }
        while let width = widths[self.tree.size / 256], width > Int(self.tree.size % 256),
            let tile = Tile(.entries, index: self.tree.size / 256, width: width),
            let bytes = tile.bytes(from: export.read)
        {
            do throws(TileError) {
                let entries = try Tile.entries(inBundle: bytes, count: width)
                for entry in entries.dropFirst(Int(self.tree.size % 256)) { add(entry) }
            } catch {
                fault = "\(tile): \(error)"
                return
            }
        }
    }

    private mutating func add(_ entry: [UInt8]) {
        tree.append(MerkleHash.leaf(entry))
        count += 1
        if (try? LoggedEntry(decoding: entry))?.kind == .answer { answerCount += 1 }
    }
}

/// Holds published tiles against the tree that the entries give.
struct TileComparison {
    /// What the checkpoint's entries give.
    let tree: MerkleTree
    /// The same with the entries behind the checkpoint.
    let beyond: MerkleTree
    let export: LogExport

    /// How many tiles hold what they should, and how many of those that should be there are not.
    private(set) var (equal, absent) = (0, 0)

    init(_ tree: MerkleTree, beyond: MerkleTree, _ export: LogExport) {
        self.tree = tree
        self.beyond = beyond
        self.export = export
    }

    /// Compares the hash tiles of a published size and all that are listed.
    ///
    /// - Returns: a sentence about the first that does not hold what the entries give; nil when
    ///   there is none.
    mutating func fault(publishedSize: UInt64) -> String? {
        let needed = Tile.published(to: publishedSize).filter { $0.content != .entries }
        for tile in needed {
            guard let bytes = tile.bytes(from: export.read) else {
                absent += 1
                continue
            }
            guard bytes == tree.bytes(of: tile) else { return Self.wrong(tile) }
            equal += 1
        }
        let compared = Set(needed)
        for tile in export.listed where !compared.contains(tile) {
            // A partial tile may go while the tiles are read, and the full one take its place.
            guard let bytes = tile.bytes(from: export.read) else { continue }
            guard holds(tile, bytes) else { return Self.wrong(tile) }
            if tile.content != .entries { equal += 1 }
        }
        return nil
    }

    private func holds(_ tile: Tile, _ bytes: [UInt8]) -> Bool {
        guard case .entries = tile.content else { return bytes == beyond.bytes(of: tile) }
        guard let entries = try? Tile.entries(inBundle: bytes, count: tile.width) else {
            return false
        }
        return entries.enumerated().allSatisfy { position, entry in
            MerkleHash.leaf(entry) == beyond.leafHash(at: tile.index * 256 + UInt64(position))
        }
    }

    private static func wrong(_ tile: Tile) -> String {
        "\(tile) does not hold what the entries give."
    }
}
