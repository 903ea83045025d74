import TransparencyLog
import Wire

/// RFC 6962 §2.1 written down word for word over whole lists of leaf hashes, to hold the
/// incremental tree against.
enum NaiveTree {
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        switch leaves.count {
        case 0: return Digest.sha256([UInt8]())
        case 1: return leaves[leaves.startIndex]
        default:
            let (left, right) = halves(leaves)
            return Digest.sha256([1] + root(left).bytes + root(right).bytes)
        }
    }

    /// PATH(m, D[n]).
    static func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let (left, right) = halves(leaves)
        return index < left.count
            ? path(index, left) + [root(right)]
            : path(index - left.count, right) + [root(left)]
    }

    /// SUBPROOF(m, D[n], b).
    static func subproof(
        _ old: Int, _ leaves: ArraySlice<Digest>, _ oldIsKnown: Bool = true
    ) -> [Digest] {
        guard old < leaves.count else { return oldIsKnown ? [] : [root(leaves)] }
        let (left, right) = halves(leaves)
        return old <= left.count
            ? subproof(old, left, oldIsKnown) + [root(right)]
            : subproof(old - left.count, right, false) + [root(left)]
    }

    private static func halves(
        _ leaves: ArraySlice<Digest>
    ) -> (ArraySlice<Digest>, ArraySlice<Digest>) {
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return (leaves.prefix(half), leaves.dropFirst(half))
    }
}

/// Leaf hashes of the entries "0", "1", "2" and so on.
func leaves(_ count: Int) -> [Digest] {
    (0..<count).map { MerkleHash.leaf(Array(String($0).utf8)) }
}
