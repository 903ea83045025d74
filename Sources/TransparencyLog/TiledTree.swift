public import Wire

/// The tree of a published log, read from its hash tiles (c2sp.org/tlog-tiles): a root or a proof
/// costs a few tiles and not the whole log.
///
/// Nothing that it says is proved. Compare the root of a signed size, and check proofs against it.
public final class TiledTree: SubtreeHashes {
    /// Why a hash cannot be had: the tile's own fault, or what reading it throws.
    typealias Failure = any Error

    /// The number of leaves.
    public let size: UInt64
    private let read: (Tile) throws -> [UInt8]?
    private var tiles: [Tile: [Digest]] = [:]

    /// A tree of a size over its tiles.
    ///
    /// - Parameters:
    ///   - size: the number of leaves; every tile that a log of this size publishes may be asked
    ///     for.
    ///   - read: the bytes of a tile; nil when there is none. Where a partial tile is gone, the
    ///     full one is asked for, as C2SP has it.
    public init(size: UInt64, read: @escaping (Tile) throws -> [UInt8]?) {
        self.size = size
        self.read = read
    }

    /// The root that the tree had when it held `size` leaves.
    ///
    /// - Throws: ``ProofError`` for a size above the tree's, ``TileError``, or what reading throws.
    public func root(atSize size: UInt64) throws -> Digest {
        guard size <= self.size else {
            throw ProofError.sizeOutsideTree(requested: size, held: self.size)
        }
        return size == 0 ? MerkleHash.emptyRoot : try hash(of: 0, size)
    }

    /// The hashes that show the first `old` leaves to be a prefix of the first `new`, as
    /// ``MerkleTree/consistencyProof(from:to:)`` lays them out.
    ///
    /// - Throws: as ``root(atSize:)``.
    public func consistencyProof(from old: UInt64, to new: UInt64) throws -> [Digest] {
        guard new <= size else { throw ProofError.sizeOutsideTree(requested: new, held: size) }
        guard old <= new else { throw ProofError.sizesOutOfOrder(old: old, new: new) }
        guard old > 0, old < new else { return [] }
        return try consistencyPath(from: old, to: new)
    }

    /// The hash of a complete subtree, put together from one tile.
    func completeHash(level: Int, index: UInt64) throws -> Digest {
        let (tileLevel, levelInTile) = (level / 8, level % 8)
        let first = index << UInt64(levelInTile)
        let (tile, position) = (first / 256, Int(first % 256))
        var hashes = Array(
            try self.hashes(level: tileLevel, tile)[position..<position + 1 << levelInTile])
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map {
                MerkleHash.node(hashes[$0], hashes[$0 + 1])
            }
        }
        return hashes[0]
    }

    private func hashes(level: Int, _ index: UInt64) throws -> [Digest] {
        let count = level < 8 ? size >> UInt64(8 * level) : 0
        guard index * 256 < count,
            let tile = Tile(
                .hashes(level: level), index: index, width: Int(min(count - index * 256, 256)))
        else { throw ProofError.sizeOutsideTree(requested: size, held: size) }
        if let known = tiles[tile] { return known }
        guard let bytes = try tile.bytes(from: read) else { throw TileError.absent(tile.path) }
        let hashes = try Tile.hashes(inTile: bytes, count: tile.width)
        tiles[tile] = hashes
        return hashes
    }
}
