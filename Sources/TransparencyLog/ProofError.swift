/// Why a Merkle proof could not be made or does not hold.
public enum ProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The index is not below the tree's size.
    case indexOutsideTree(index: UInt64, size: UInt64)
    /// The tree never had the requested size.
    case sizeOutsideTree(requested: UInt64, held: UInt64)
    /// The older size is larger than the newer one.
    case sizesOutOfOrder(old: UInt64, new: UInt64)
    /// Hashes are left over when the root is reached.
    case pathTooLong
    /// The hashes end before the root is reached.
    case pathTooShort
    /// The path leads to another root.
    case rootMismatch

    /// One sentence.
    public var description: String {
        switch self {
        case .indexOutsideTree(let index, let size):
            "Index \(index) is outside a tree of \(size) entries."
        case .sizeOutsideTree(let requested, let held):
            "A tree of \(requested) entries was asked for, but the log holds \(held)."
        case .sizesOutOfOrder(let old, let new):
            "The older size \(old) is larger than the newer size \(new)."
        case .pathTooLong: "The proof has more hashes than the tree has levels at this place."
        case .pathTooShort: "The proof has fewer hashes than the tree has levels at this place."
        case .rootMismatch: "The proof leads to another root than the checkpoint's."
        }
    }
}
