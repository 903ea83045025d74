public import Wire

/// The append-only Merkle tree of RFC 6962 §2.1 over leaf hashes.
///
/// Every level keeps the hashes of its complete subtrees, in order: level 0 the leaves, level l one
/// hash for each full run of 2^l leaves. An append therefore costs two hashes on average, and a
/// root or proof at any past size is put together from at most two stored hashes a level.
/// The memory is about 64 bytes per leaf.
public struct MerkleTree: Sendable {
    private var levels: [[Digest]] = [[]]

    /// An empty tree.
    public init() {}

    /// A tree over leaf hashes in log order.
    public init(leafHashes: some Sequence<Digest>) {
        for hash in leafHashes { append(hash) }
    }

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// SHA-256(0x00 ‖ entry), the leaf hash of an entry.
    public static func leafHash(_ entry: [UInt8]) -> Digest { MerkleHash.leaf(entry) }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        MerkleHash.node(left, right)
    }

    /// Adds the next leaf's hash and returns its index.
    @discardableResult
    public mutating func append(_ leafHash: Digest) -> UInt64 {
        let index = size
        levels[0].append(leafHash)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let pair = levels[level].suffix(2)
            if level + 1 == levels.count { levels.append([]) }
            levels[level + 1].append(
                MerkleHash.node(pair[pair.startIndex], pair[pair.endIndex - 1]))
            level += 1
        }
        return index
    }

    /// The root over all leaves; of an empty tree, SHA-256 of no bytes.
    public func root() -> Digest {
        size == 0 ? MerkleHash.emptyRoot : hash(of: 0, size)
    }

    /// The root that the tree had when it held `size` leaves.
    ///
    /// - Throws: ``ProofError/sizeOutsideTree(requested:held:)`` when it never held so many.
    public func root(atSize size: UInt64) throws(ProofError) -> Digest {
        try checkHeld(size)
        return size == 0 ? MerkleHash.emptyRoot : hash(of: 0, size)
    }

    /// The hash of the leaf at an index; nil when there is none.
    public func leafHash(at index: UInt64) -> Digest? {
        index < size ? levels[0][Int(index)] : nil
    }

    /// The siblings from the leaf up to the root's child: PATH(m, D[n]) of RFC 6962 §2.1.1.
    ///
    /// - Parameters:
    ///   - index: the leaf, below `size`.
    ///   - size: the size of the tree that the proof is for; nil for the present one.
    /// - Returns: one hash a level, none for a tree of one leaf.
    /// - Throws: ``ProofError/sizeOutsideTree(requested:held:)`` or
    ///   ``ProofError/indexOutsideTree(index:size:)``.
    public func inclusionProof(
        index: UInt64, size: UInt64? = nil
    ) throws(ProofError) -> [Digest] {
        let size = size ?? self.size
        try checkHeld(size)
        guard index < size else { throw .indexOutsideTree(index: index, size: size) }
        var path: [Digest] = []
        var (low, high) = (UInt64(0), size)
        while high - low > 1 {
            let middle = low + Self.largestPowerOfTwo(below: high - low)
            if index < middle {
                path.append(hash(of: middle, high))
                high = middle
            } else {
                path.append(hash(of: low, middle))
                low = middle
            }
        }
        return path.reversed()
    }

    /// The hashes that show the first `old` leaves to be a prefix of the first `new`.
    ///
    /// PROOF(m, D[n]) of RFC 6962 §2.1.2; empty when `old` is 0 or equals `new`.
    ///
    /// - Throws: ``ProofError/sizeOutsideTree(requested:held:)`` or
    ///   ``ProofError/sizesOutOfOrder(old:new:)``.
    public func consistencyProof(from old: UInt64, to new: UInt64) throws(ProofError) -> [Digest] {
        try checkHeld(new)
        guard old <= new else { throw .sizesOutOfOrder(old: old, new: new) }
        guard old > 0, old < new else { return [] }
        return consistencyPath(from: old, to: new)
    }

    private func checkHeld(_ requested: UInt64) throws(ProofError) {
        guard requested <= size else { throw .sizeOutsideTree(requested: requested, held: size) }
    }
}

extension MerkleTree: SubtreeHashes {
    typealias Failure = Never

    /// The stored hash of the complete subtree number `index` of 2^`level` leaves; nil when the
    /// tree has not filled it.
    package func subtreeHash(level: Int, index: UInt64) -> Digest? {
        guard level < levels.count, index < UInt64(levels[level].count) else { return nil }
        return levels[level][Int(index)]
    }

    /// The stored hash of a complete subtree that the tree has filled.
    func completeHash(level: Int, index: UInt64) -> Digest { levels[level][Int(index)] }

    /// The largest power of two smaller than `width`, which is at least 2.
    static func largestPowerOfTwo(below width: UInt64) -> UInt64 {
        1 << UInt64(63 - (width - 1).leadingZeroBitCount)
    }
}
