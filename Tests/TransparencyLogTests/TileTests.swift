import Testing
import TransparencyLog
import Wire

@Suite struct `A tile` {
    static let paths = [
        "tile/0/000", "tile/0/001.p/1", "tile/8/x001/x234/067", "tile/63/x001/000.p/255",
        "tile/entries/000", "tile/entries/x001/x234/067.p/17",
    ]

    @Test(arguments: paths)
    func `has one path`(path: String) throws {
        #expect(try #require(Tile(path: path)).path == path)
    }

    static let malformed = [
        "", "tile", "tile/0", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/1",
        "tile/0/0001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p",
        "tile/0/000/", "/tile/0/000", "tile/0/x000/001", "tile/0/001/001", "tile/0/xx01/001",
        "tile/0/../000", "tile/entries/x01/001", "tile/data/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ]

    @Test(arguments: malformed)
    func `is not named by a malformed path`(path: String) {
        #expect(Tile(path: path) == nil)
    }

    @Test func `of index 1234067 is where the specification says`() {
        #expect(Tile(.hashes(level: 1), index: 1_234_067)?.path == "tile/1/x001/x234/067")
    }

    /// The counts are the specification's own example.
    @Test func `is published as the specification counts`() {
        let tiles = Tile.published(to: 70_000).filter { $0.content != .entries }
        func count(_ level: Int, full: Bool) -> Int {
            tiles.filter {
                $0.content == .hashes(level: level) && ($0.width == 256) == full
            }.count
        }
        #expect(count(0, full: true) == 273)
        #expect(count(1, full: true) == 1)
        #expect(
            tiles.filter { $0.width < 256 }.map(\.path) == [
                "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
            ])
        #expect(
            Tile.published(to: 256).map(\.path) == [
                "tile/entries/000", "tile/0/000", "tile/1/000.p/1",
            ])
        #expect(Tile.published(to: 0).isEmpty)
        #expect(Tile.published(from: 300, to: 300).isEmpty)
        #expect(
            Tile.published(from: 256, to: 257).map(\.path) == [
                "tile/entries/001.p/1", "tile/0/001.p/1",
            ])
    }

    @Test func `together with its neighbours gives the root`() throws {
        let leaves = leaves(700)
        let tree = MerkleTree(leafHashes: leaves)
        var fromTiles: [Digest] = []
        for tile in Tile.published(to: 700) where tile.content == .hashes(level: 0) {
            let bytes = try #require(tree.bytes(of: tile))
            fromTiles += try Tile.hashes(inTile: bytes, count: tile.width)
        }
        #expect(fromTiles == leaves)
        let level1 = try #require(Tile(.hashes(level: 1), index: 0, width: 2))
        let upper = try Tile.hashes(inTile: #require(tree.bytes(of: level1)), count: 2)
        #expect(upper[1] == NaiveTree.root(leaves[256..<512]))
        let beyond = try #require(Tile(.hashes(level: 1), index: 0, width: 3))
        #expect(tree.bytes(of: beyond) == nil)
    }

    @Test func `of entries holds them behind their lengths`() throws {
        let entries: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 65_535)]
        let bytes = try #require(Tile.bundle(entries))
        #expect(Array(bytes.prefix(7)) == [0, 3, 1, 2, 3, 0, 0])
        #expect(try Tile.entries(inBundle: bytes, count: 3) == entries)
        #expect(throws: TileError.truncated) { try Tile.entries(inBundle: bytes, count: 4) }
        #expect(throws: TileError.trailingBytes(65_537)) {
            try Tile.entries(inBundle: bytes, count: 2)
        }
        #expect(throws: TileError.truncated) {
            try Tile.entries(inBundle: bytes.dropLast(), count: 3)
        }
        #expect(Tile.bundle([[UInt8](repeating: 7, count: 65_536)]) == nil)
        #expect(throws: TileError.truncated) {
            try Tile.hashes(inTile: [UInt8](repeating: 0, count: 31), count: 1)
        }
        #expect(throws: TileError.trailingBytes(1)) {
            try Tile.hashes(inTile: [UInt8](repeating: 0, count: 33), count: 1)
        }
    }
}

@Suite struct `A tree of tiles` {
    private func tree(_ count: Int) -> MerkleTree { MerkleTree(leafHashes: leaves(count)) }

    @Test(arguments: [1, 2, 255, 256, 257, 600, 70_000])
    func `gives the roots and proofs of the tree that it is of`(size: Int) throws {
        let whole = tree(size)
        let tiled = TiledTree(size: UInt64(size)) { whole.bytes(of: $0) }
        var random = SeededBytes(seed: 5, label: "tiles \(size)")
        for _ in 0..<30 {
            let new = 1 + random.below(UInt64(size))
            let old = random.below(new + 1)
            #expect(try tiled.root(atSize: old) == whole.root(atSize: old))
            #expect(
                try tiled.consistencyProof(from: old, to: new)
                    == whole.consistencyProof(from: old, to: new))
        }
        #expect(try tiled.root(atSize: UInt64(size)) == whole.root())
        #expect(throws: ProofError.self) { try tiled.root(atSize: UInt64(size) + 1) }
        #expect(throws: ProofError.self) { try tiled.consistencyProof(from: 2, to: 1) }
    }

    @Test func `asks for the full tile where the partial one is gone, and names what is absent`()
        throws
    {
        let (small, large) = (tree(300), tree(700))
        let tiled = TiledTree(size: 300) { $0.width == 256 ? large.bytes(of: $0) : nil }
        // Level 1 has no full tile yet: of 300 entries it holds one hash.
        #expect(throws: TileError.absent("tile/1/000.p/1")) { try tiled.root(atSize: 300) }
        let copied = TiledTree(size: 300) { tile in
            tile.width == 256 || tile.content == .hashes(level: 1) ? large.bytes(of: tile) : nil
        }
        #expect(try copied.root(atSize: 300) == small.root())
        let short = TiledTree(size: 300) { small.bytes(of: $0)?.dropLast() }
        #expect(throws: TileError.truncated) { try short.root(atSize: 300) }
    }

    @Test func `cuts a partial bundle out of the full one`() throws {
        let entries = (0..<256).map { [UInt8](repeating: 7, count: $0 % 5) }
        let full = try #require(Tile.bundle(entries))
        let partial = try #require(Tile(.entries, index: 0, width: 44))
        let cut = partial.bytes { $0.width == 256 ? full : nil }
        #expect(cut == Tile.bundle(Array(entries.prefix(44))))
        #expect(partial.bytes { _ in nil } == nil)
        #expect(partial.bytes { $0.width == 256 ? Array(full.dropLast()) : nil } == nil)
    }
}
