internal import Ledger
internal import TransparencyLog
internal import Wire

/// How a receipt's leaf leads to the root: the first hashes with their real sides.
struct PathDrawing: Sendable {
    /// One level, from the leaf up.
    struct Step: Sendable {
        /// From the leaf up, from 0.
        let level: Int
        let computed: DigestText
        /// The neighbour from the proof.
        let sibling: DigestText
        /// On which side of what was computed the neighbour stands.
        let side: String
        let sideSentence: String
    }

    /// The drawn levels, the highest first.
    let rising: [Step]
    /// How many levels are not drawn.
    let more: String?
    let root: DigestText
    let size: String
    let leaf: DigestText
    let pathCount: String
    let byteCount: String

    /// Levels that are drawn.
    static let limit = 4

    /// The drawing; nil when the checkpoint cannot be read.
    init?(_ receipt: Receipt) {
        guard let checkpoint = try? Checkpoint(noteText: receipt.proof.checkpoint.text) else {
            return nil
        }
        let leaf = MerkleTree.leafHash(receipt.entry.encoded)
        let all = Self.climb(from: leaf, receipt.proof, size: checkpoint.size)
        rising = all.prefix(Self.limit).reversed()
        more =
            all.count > Self.limit
            ? CountText.counted(all.count - Self.limit, "more step") + " of the same kind" : nil
        self.leaf = DigestText(leaf)
        root = DigestText(checkpoint.root)
        size = CountText.grouped(checkpoint.size)
        pathCount = CountText.counted(receipt.proof.path.count, "hash", "hashes")
        byteCount = CountText.counted(receipt.proof.path.count * Digest.byteCount, "byte")
    }

    /// RFC 9162 §2.1.3.2, keeping what is computed on the way.
    private static func climb(from leaf: Digest, _ proof: TLogProof, size: UInt64) -> [Step] {
        guard proof.index < size else { return [] }
        var (node, last) = (proof.index, size - 1)
        var hash = leaf
        var steps: [Step] = []
        for sibling in proof.path {
            let isLeft = node & 1 == 1 || node == last
            steps.append(
                Step(
                    level: steps.count, computed: DigestText(hash), sibling: DigestText(sibling),
                    side: isLeft ? "from-left" : "from-right",
                    sideSentence: "neighbour on the \(isLeft ? "left" : "right")"))
            hash =
                isLeft
                ? MerkleTree.nodeHash(sibling, hash) : MerkleTree.nodeHash(hash, sibling)
            if isLeft {
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return steps
    }
}
