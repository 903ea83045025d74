import Wire

/// Hashes of complete subtrees, wherever they are kept, from which every root and proof of a log
/// follows.
protocol SubtreeHashes {
    /// Why a hash cannot be had.
    associatedtype Failure: Error

    /// The hash of the complete subtree number `index` of 2^`level` leaves.
    func completeHash(level: Int, index: UInt64) throws(Failure) -> Digest
}

extension SubtreeHashes {
    /// MTH(D[low:high]) for the ranges that RFC 6962's recursion visits: `low` is a multiple of
    /// the smallest power of two that is at least `high - low`.
    func hash(of low: UInt64, _ high: UInt64) throws(Failure) -> Digest {
        var complete: [Digest] = []
        var low = low
        while low < high {
            let width = high - low
            let level =
                width.nonzeroBitCount == 1
                ? width.trailingZeroBitCount
                : MerkleTree.largestPowerOfTwo(below: width).trailingZeroBitCount
            complete.append(try completeHash(level: level, index: low >> UInt64(level)))
            low += 1 << UInt64(level)
        }
        var hash = complete[complete.count - 1]
        for left in complete.dropLast().reversed() { hash = MerkleHash.node(left, hash) }
        return hash
    }

    /// PROOF(m, D[n]) of RFC 6962 §2.1.2 for 0 < old < new.
    func consistencyPath(from old: UInt64, to new: UInt64) throws(Failure) -> [Digest] {
        var path: [Digest] = []
        var (low, high) = (UInt64(0), new)
        // SUBPROOF's flag b: as long as we only went left, the verifier holds the old root itself.
        var onlyWentLeft = true
        while old < high {
            let middle = low + MerkleTree.largestPowerOfTwo(below: high - low)
            if old <= middle {
                path.append(try hash(of: middle, high))
                high = middle
            } else {
                path.append(try hash(of: low, middle))
                low = middle
                onlyWentLeft = false
            }
        }
        if !onlyWentLeft { path.append(try hash(of: low, high)) }
        return path.reversed()
    }
}
