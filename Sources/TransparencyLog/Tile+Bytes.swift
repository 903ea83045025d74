public import Wire

extension MerkleTree {
    /// The bytes of a hash tile: its hashes one after another; nil for a bundle of entries or a
    /// tile that the tree has not filled so far.
    public func bytes(of tile: Tile) -> [UInt8]? {
        guard case .hashes(let level) = tile.content else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tile.width * Digest.byteCount)
        for position in 0..<UInt64(tile.width) {
            guard
                let hash = subtreeHash(
                    level: 8 * level, index: tile.index * UInt64(Tile.fullWidth) + position)
            else { return nil }
            bytes += hash.bytes
        }
        return bytes
    }
}

extension Tile {
    /// The bytes of a bundle: each entry after its length as a big-endian u16; nil when an entry
    /// is longer than ``maximumEntryByteCount``.
    public static func bundle(_ entries: [[UInt8]]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for entry in entries {
            guard entry.count <= maximumEntryByteCount else { return nil }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 0xFF))
            bytes += entry
        }
        return bytes
    }

    /// The entries of a bundle that is to hold exactly `count` of them.
    ///
    /// - Throws: ``TileError``.
    public static func entries(
        inBundle bytes: [UInt8], count: Int
    ) throws(TileError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            guard entries.count < count else { throw .trailingBytes(bytes.count - offset) }
            guard bytes.count - offset >= 2 else { throw .truncated }
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            offset += 2
            guard bytes.count - offset >= length else { throw .truncated }
            entries.append(Array(bytes[offset..<offset + length]))
            offset += length
        }
        guard entries.count == count else { throw .truncated }
        return entries
    }

    /// The hashes of a hash tile that is to hold exactly `count` of them.
    ///
    /// - Throws: ``TileError``.
    public static func hashes(inTile bytes: [UInt8], count: Int) throws(TileError) -> [Digest] {
        let wanted = count * Digest.byteCount
        guard bytes.count >= wanted else { throw .truncated }
        guard bytes.count == wanted else { throw .trailingBytes(bytes.count - wanted) }
        return (0..<count).compactMap {
            Digest(bytes[$0 * Digest.byteCount..<($0 + 1) * Digest.byteCount])
        }
    }
}

extension Tile {
    /// The full tile that a partial one is the beginning of; of a full tile itself.
    public var full: Tile { Tile(content, index: index) ?? self }

    /// The bytes of a tile, or the beginning of the full one where a partial tile is gone: logs may
    /// remove it once the full one is there.
    ///
    /// - Parameter read: the bytes of a tile; nil when there is none.
    /// - Returns: nil when neither is there, or the full one does not hold as much.
    /// - Throws: what reading throws.
    public func bytes<Failure: Error>(
        from read: (Tile) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> [UInt8]? {
        if let bytes = try read(self) { return bytes }
        guard width < Self.fullWidth, let whole = try read(full) else { return nil }
        return beginning(of: whole)
    }

    /// As much of the bytes of the full tile as this one holds.
    private func beginning(of whole: [UInt8]) -> [UInt8]? {
        switch content {
        case .hashes:
            let count = width * Digest.byteCount
            return whole.count >= count ? Array(whole.prefix(count)) : nil
        case .entries:
            guard let entries = try? Self.entries(inBundle: whole, count: Self.fullWidth) else {
                return nil
            }
            return Self.bundle(Array(entries.prefix(width)))
        }
    }
}

/// Why the bytes of a tile are refused.
public enum TileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes end early.
    case truncated
    /// Bytes are left over.
    case trailingBytes(Int)
    /// There is no tile of this path.
    case absent(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .truncated: "The tile ends before it holds what its width says."
        case .trailingBytes(let count): "The tile has \(count) bytes after what its width says."
        case .absent(let path): "The tile \(path) is absent."
        }
    }
}
