import Wire

/// One file of a tiled log (c2sp.org/tlog-tiles): 256 neighbouring hashes of one level, or fewer
/// at the right edge, or the entries under such a run of leaves.
public struct Tile: Hashable, Sendable, CustomStringConvertible {
    /// What a tile holds.
    public enum Content: Hashable, Sendable {
        /// Hashes of complete subtrees of 256^level leaves; level 0 holds the leaf hashes.
        case hashes(level: Int)
        /// The entries themselves, each after its length as a big-endian u16.
        case entries
    }

    /// The number of hashes or entries in a full tile.
    public static let fullWidth = 256
    /// The bytes of the largest tile: entries of 65,535 bytes, each behind two for its length.
    public static let byteLimit = fullWidth * (2 + 65_535)
    /// The longest entry in bytes, bounded by its u16 length.
    public static let maximumEntryByteCount = 65_535
    /// The highest level that C2SP allows.
    public static let maximumLevel = 63

    /// What the tile holds.
    public let content: Content
    /// Its number in its level, from the left.
    public let index: UInt64
    /// How many hashes or entries it holds, 1…256.
    public let width: Int

    /// Names a tile; nil when level, index or width is outside its range.
    public init?(_ content: Content, index: UInt64, width: Int = Tile.fullWidth) {
        if case .hashes(let level) = content {
            guard (0...Self.maximumLevel).contains(level) else { return nil }
        }
        guard (1...Self.fullWidth).contains(width), index < 1 << 56 else { return nil }
        self.content = content
        self.index = index
        self.width = width
    }

    /// The path below the log's prefix, for example `tile/0/x001/234.p/7`.
    public var path: String {
        let name =
            switch content {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let group = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            groups.append(groups.isEmpty ? group : "x" + group)
            rest /= 1000
        } while rest > 0
        let suffix = width == Self.fullWidth ? "" : ".p/\(width)"
        return "tile/\(name)/" + groups.reversed().joined(separator: "/") + suffix
    }

    /// The path.
    public var description: String { path }

    /// Reads a path; nil unless ``path`` would give exactly the same text back.
    public init?(path: String) {
        guard path.utf8.count <= 64 else { return nil }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "tile", let name = parts.popFirst() else { return nil }
        var width = Self.fullWidth
        if parts.count >= 2, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let last = parts.popLast(), let partial = DecimalText.parse(last.utf8),
                partial < Self.fullWidth
            else { return nil }
            width = Int(partial)
            parts[parts.endIndex - 1] = parts[parts.endIndex - 1].dropLast(2)
        }
        var index: UInt64 = 0
        for group in parts {
            let digits = group.utf8.drop { $0 == UInt8(ascii: "x") }
            guard digits.count == 3, index < 1 << 46 else { return nil }
            for digit in digits {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                index = index * 10 + UInt64(digit - UInt8(ascii: "0"))
            }
        }
        if name == "entries" {
            self.init(.entries, index: index, width: width)
        } else {
            guard let level = DecimalText.parse(name.utf8), level <= UInt64(Self.maximumLevel)
            else {
                return nil
            }
            self.init(.hashes(level: Int(level)), index: index, width: width)
        }
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }
}

extension Tile {
    /// The tiles that a log must publish when it grows from one size to another.
    ///
    /// They are the full and partial tiles that the old size did not have.
    ///
    /// - Parameters:
    ///   - old: the size whose tiles exist; 0 for all tiles.
    ///   - new: the size to publish, at least `old`.
    /// - Returns: bundles of entries first, then hash tiles level by level.
    public static func published(from old: UInt64 = 0, to new: UInt64) -> [Tile] {
        var tiles = row(.entries, from: old, to: new)
        var (level, old, new) = (0, old, new)
        while new > 0 {
            tiles += row(.hashes(level: level), from: old, to: new)
            (level, old, new) = (level + 1, old / 256, new / 256)
        }
        return tiles
    }

    private static func row(_ content: Content, from old: UInt64, to new: UInt64) -> [Tile] {
        guard old < new else { return [] }
        var tiles: [Tile] = []
        for index in (old / 256)...((new - 1) / 256) {
            let width = Int(min(new - index * 256, 256))
            if let tile = Tile(content, index: index, width: width) { tiles.append(tile) }
        }
        return tiles
    }
}
