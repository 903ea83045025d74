import Testing
import TransparencyLog
import Wire

@Suite struct `A Merkle tree` {
    /// The entries and roots of Certificate Transparency's reference tests.
    static let entries: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        Array(0x50...0x57), Array(0x60...0x6F),
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `has the reference roots`() throws {
        var tree = MerkleTree()
        #expect(tree.root().hex == Self.roots[0])
        for (index, entry) in Self.entries.enumerated() {
            #expect(tree.append(MerkleTree.leafHash(entry)) == UInt64(index))
            #expect(tree.root().hex == Self.roots[index + 1])
        }
        for (size, root) in Self.roots.enumerated() {
            #expect(try tree.root(atSize: UInt64(size)).hex == root)
        }
    }

    @Test func `gives the proofs of RFC 6962 at every size up to 70`() throws {
        let leaves = leaves(70)
        let tree = MerkleTree(leafHashes: leaves)
        for size in 1...70 {
            let part = leaves[..<size]
            let root = NaiveTree.root(part)
            #expect(try tree.root(atSize: UInt64(size)) == root)
            for index in 0..<size {
                let path = try tree.inclusionProof(index: UInt64(index), size: UInt64(size))
                #expect(path == NaiveTree.path(index, part))
                try MerkleProof.verifyInclusion(
                    leaf: leaves[index], index: UInt64(index), size: UInt64(size), path: path,
                    root: root)
            }
            for old in 1...size {
                let path = try tree.consistencyProof(from: UInt64(old), to: UInt64(size))
                #expect(path == NaiveTree.subproof(old, part))
                try MerkleProof.verifyConsistency(
                    from: UInt64(old), oldRoot: NaiveTree.root(leaves[..<old]), to: UInt64(size),
                    newRoot: root, path: path)
            }
        }
    }

    @Test(arguments: [4096, 4097, 5000, 8191])
    func `keeps proofs short at size`(size: Int) throws {
        let leaves = leaves(size)
        let tree = MerkleTree(leafHashes: leaves)
        var random = SeededBytes(seed: UInt64(size), label: "places")
        for _ in 0..<40 {
            let index = random.below(UInt64(size))
            let past = index + 1 + random.below(UInt64(size) - index)
            let root = try tree.root(atSize: past)
            let path = try tree.inclusionProof(index: index, size: past)
            #expect(path.count <= 13)
            try MerkleProof.verifyInclusion(
                leaf: leaves[Int(index)], index: index, size: past, path: path, root: root)
            let consistency = try tree.consistencyProof(from: past, to: UInt64(size))
            #expect(consistency.count <= 14)
            try MerkleProof.verifyConsistency(
                from: past, oldRoot: root, to: UInt64(size), newRoot: tree.root(),
                path: consistency)
        }
    }

    @Test func `says what it does not hold`() {
        let tree = MerkleTree(leafHashes: leaves(5))
        #expect(throws: ProofError.sizeOutsideTree(requested: 6, held: 5)) {
            try tree.root(atSize: 6)
        }
        #expect(throws: ProofError.indexOutsideTree(index: 3, size: 3)) {
            try tree.inclusionProof(index: 3, size: 3)
        }
        #expect(throws: ProofError.sizesOutOfOrder(old: 4, new: 3)) {
            try tree.consistencyProof(from: 4, to: 3)
        }
        #expect(throws: ProofError.indexOutsideTree(index: 0, size: 0)) {
            try MerkleTree().inclusionProof(index: 0)
        }
        #expect(tree.leafHash(at: 5) == nil)
    }
}

@Suite struct `A Merkle proof` {
    @Test func `is refused for another leaf, index, size, root or path`() throws {
        let leaves = leaves(70)
        let tree = MerkleTree(leafHashes: leaves)
        var random = SeededBytes(seed: 7, label: "bent proofs")
        for size in UInt64(1)...70 {
            let root = try tree.root(atSize: size)
            let index = random.below(size)
            let leaf = leaves[Int(index)]
            let path = try tree.inclusionProof(index: index, size: size)
            func holds(
                _ leaf: Digest, _ index: UInt64, _ size: UInt64, _ path: [Digest], _ root: Digest
            ) -> Bool {
                (try? MerkleProof.verifyInclusion(
                    leaf: leaf, index: index, size: size, path: path, root: root)) != nil
            }
            #expect(holds(leaf, index, size, path, root))
            #expect(!holds(MerkleHash.leaf([9]), index, size, path, root))
            #expect(!holds(leaf, index, size, path, MerkleHash.leaf([9])))
            #expect(!holds(leaf, index, size, path + [root], root))
            #expect(!holds(leaf, index, 0, path, root))
            for other in 0..<size where other != index {
                #expect(!holds(leaf, other, size, path, root))
            }
            guard !path.isEmpty else { continue }
            #expect(!holds(leaf, index, size, path.dropLast(), root))
            for position in path.indices {
                var bent = path
                bent[position] = MerkleHash.leaf(bent[position].bytes)
                #expect(!holds(leaf, index, size, bent, root))
            }
        }
    }

    @Test func `of consistency is refused when bent`() throws {
        let tree = MerkleTree(leafHashes: leaves(70))
        for new in UInt64(2)...70 {
            let newRoot = try tree.root(atSize: new)
            for old in 1..<new {
                let oldRoot = try tree.root(atSize: old)
                let path = try tree.consistencyProof(from: old, to: new)
                func holds(_ oldRoot: Digest, _ newRoot: Digest, _ path: [Digest]) -> Bool {
                    (try? MerkleProof.verifyConsistency(
                        from: old, oldRoot: oldRoot, to: new, newRoot: newRoot, path: path)) != nil
                }
                #expect(holds(oldRoot, newRoot, path))
                #expect(!holds(newRoot, newRoot, path))
                #expect(!holds(oldRoot, oldRoot, path))
                #expect(!holds(oldRoot, newRoot, path + [newRoot]))
                #expect(!holds(oldRoot, newRoot, path.dropLast()))
                for position in path.indices {
                    var bent = path
                    bent[position] = MerkleHash.leaf(bent[position].bytes)
                    #expect(!holds(oldRoot, newRoot, bent))
                }
            }
        }
    }

    @Test func `from nothing or to the same size is empty`() throws {
        let tree = MerkleTree(leafHashes: leaves(3))
        let (root, empty) = (tree.root(), MerkleHash.emptyRoot)
        try MerkleProof.verifyConsistency(
            from: 0, oldRoot: empty, to: 3, newRoot: root, path: [])
        try MerkleProof.verifyConsistency(from: 3, oldRoot: root, to: 3, newRoot: root, path: [])
        #expect(throws: ProofError.rootMismatch) {
            try MerkleProof.verifyConsistency(
                from: 0, oldRoot: root, to: 3, newRoot: root, path: [])
        }
        #expect(throws: ProofError.pathTooLong) {
            try MerkleProof.verifyConsistency(
                from: 3, oldRoot: root, to: 3, newRoot: root, path: [root])
        }
        #expect(throws: ProofError.sizesOutOfOrder(old: 4, new: 3)) {
            try MerkleProof.verifyConsistency(
                from: 4, oldRoot: root, to: 3, newRoot: root, path: [])
        }
    }

    @Test func `about the largest sizes does not overflow`() {
        for size: UInt64 in [.max, 1 << 63, (1 << 63) + 1] {
            let path = Array(repeating: MerkleHash.emptyRoot, count: 64)
            #expect(throws: ProofError.self) {
                try MerkleProof.verifyInclusion(
                    leaf: MerkleHash.emptyRoot, index: size - 1, size: size, path: path,
                    root: MerkleHash.leaf([1]))
            }
            #expect(throws: ProofError.self) {
                try MerkleProof.verifyConsistency(
                    from: size - 1, oldRoot: MerkleHash.leaf([1]), to: size,
                    newRoot: MerkleHash.leaf([2]), path: path)
            }
        }
    }
}
