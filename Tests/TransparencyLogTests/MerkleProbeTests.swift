import Testing
import TransparencyLog
import Wire

/// Sound proofs, and each bent in every way that somebody thought of
/// (https://github.com/transparency-dev/merkle).
@Suite struct `Probes of Merkle proofs` {
    @Test(arguments: [("inclusion", 6, 65), ("consistency", 5, 66)])
    func `hold where they are sound and nowhere else`(
        kind: String, sound: Int, bent: Int
    ) throws {
        var counts = (sound: 0, bent: 0)
        for words in try PublicVectors.lines("merkle-probes") where words[0] == kind {
            let first = try #require(UInt64(words[2]))
            let second = try #require(UInt64(words[3]))
            let hashes = try words[4...5].map { try #require(Digest(hex: $0)) }
            let path =
                words[6] == "none"
                ? []
                : try words[6].split(separator: ",").map {
                    try #require(Digest(hex: String($0)))
                }
            let holds: Bool
            do throws(ProofError) {
                if kind == "inclusion" {
                    try MerkleProof.verifyInclusion(
                        leaf: hashes[0], index: first, size: second, path: path, root: hashes[1])
                } else {
                    try MerkleProof.verifyConsistency(
                        from: first, oldRoot: hashes[0], to: second, newRoot: hashes[1],
                        path: path)
                }
                holds = true
            } catch { holds = false }
            #expect(holds == (words[1] == "valid"), "\(words)")
            if words[1] == "valid" { counts.sound += 1 } else { counts.bent += 1 }
        }
        #expect(counts.sound == sound && counts.bent == bent)
    }
}
