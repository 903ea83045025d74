public import Wire

/// Checking of Merkle proofs by someone who holds roots only (RFC 9162 §2.1.3.2 and §2.1.4.2).
public enum MerkleProof {
    /// The longest path that any tree can need: one hash a level of a 2^64-leaf tree.
    public static let maximumPathLength = 64

    /// Checks that the leaf is at the index of the tree that has this size and root.
    ///
    /// - Parameters:
    ///   - leaf: the leaf's hash, ``MerkleHash/leaf(_:)`` of the entry.
    ///   - index: where the leaf is said to be.
    ///   - size: the number of leaves in the tree.
    ///   - path: siblings from the leaf up to the root's child.
    ///   - root: the tree's root.
    /// - Throws: ``ProofError``.
    public static func verifyInclusion(
        leaf: Digest, index: UInt64, size: UInt64, path: [Digest], root: Digest
    ) throws(ProofError) {
        guard index < size else { throw .indexOutsideTree(index: index, size: size) }
        var (node, last) = (index, size - 1)
        var hash = leaf
        for sibling in path {
            guard last > 0 else { throw .pathTooLong }
            if node & 1 == 1 || node == last {
                hash = MerkleHash.node(sibling, hash)
                // A right-most node without a sibling is carried up unchanged.
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        guard last == 0 else { throw .pathTooShort }
        guard hash == root else { throw .rootMismatch }
    }

    /// Checks that the tree of size `old` is a prefix of the tree of size `new`.
    ///
    /// - Parameters:
    ///   - old: the smaller size.
    ///   - oldRoot: the root at that size.
    ///   - new: the larger size.
    ///   - newRoot: the root at that size.
    ///   - path: the proof as ``MerkleTree/consistencyProof(from:to:)`` lays it out.
    /// - Throws: ``ProofError``.
    public static func verifyConsistency(
        from old: UInt64, oldRoot: Digest, to new: UInt64, newRoot: Digest, path: [Digest]
    ) throws(ProofError) {
        guard old <= new else { throw .sizesOutOfOrder(old: old, new: new) }
        if old == 0 || old == new {
            guard path.isEmpty else { throw .pathTooLong }
            guard oldRoot == (old == 0 ? MerkleHash.emptyRoot : newRoot) else {
                throw .rootMismatch
            }
            return
        }
        // A complete old tree is itself the first hash of the proof and is left out of it.
        var rest = path[...]
        let first = old.nonzeroBitCount == 1 ? oldRoot : rest.popFirst()
        guard let first else { throw .pathTooShort }
        var (node, last) = (old - 1, new - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        var (oldHash, newHash) = (first, first)
        for sibling in rest {
            guard last > 0 else { throw .pathTooLong }
            if node & 1 == 1 || node == last {
                oldHash = MerkleHash.node(sibling, oldHash)
                newHash = MerkleHash.node(sibling, newHash)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                newHash = MerkleHash.node(newHash, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        guard last == 0 else { throw .pathTooShort }
        guard oldHash == oldRoot, newHash == newRoot else { throw .rootMismatch }
    }
}
