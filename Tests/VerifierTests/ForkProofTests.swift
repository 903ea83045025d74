import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `A proof of two histories` {
    /// Two logs of one key, the same up to an entry, and a proof.
    private func forked(
        _ older: Int, _ newer: Int, shared: Int = 24
    ) throws -> (proof: ForkProof, key: VerifierKey, honest: ForkProof) {
        func log(_ count: Int, _ name: String) throws -> HandwrittenLog {
            var log = try HandwrittenLog.answered(1)
            while log.entries.count < count {
                let number = log.entries.count
                log.deposit(
                    to: People.payer, amount: 1,
                    source: number < shared ? "same \(number)" : "\(name) \(number)")
            }
            return log
        }
        let (left, right) = (try log(older, "left"), try log(newer, "right"))
        let size = UInt64(older)
        let path = try right.tree.consistencyProof(from: size, to: UInt64(newer))
        let root = try right.tree.root(atSize: size)
        return (
            ForkProof(
                older: try left.checkpoint(size: size), newer: try right.checkpoint(), root: root,
                path: path),
            left.key,
            ForkProof(
                older: try right.checkpoint(size: size), newer: try right.checkpoint(), root: root,
                path: path)
        )
    }

    @Test(arguments: [(30, 30), (30, 31), (32, 64), (25, 90)])
    func `holds by itself, and is read back byte for byte`(older: Int, newer: Int) throws {
        let (proof, key, honest) = try forked(older, newer)
        try proof.verify(by: key)
        let read = try ForkProof(parsing: proof.bytes)
        #expect(read == proof)
        try read.verify(by: key)
        #expect(throws: ForkProofError.oneHistory) { try honest.verify(by: key) }
    }

    @Test func `proves nothing with any byte changed, or cut off`() throws {
        let (proof, key, _) = try forked(30, 41)
        let bytes = proof.bytes
        for position in bytes.indices {
            var bent = bytes
            bent[position] ^= 1
            #expect(throws: (any Error).self, "byte \(position)") {
                try ForkProof(parsing: bent).verify(by: key)
            }
        }
        for length in 0..<bytes.count {
            #expect(throws: ForkProofError.form) {
                try ForkProof(parsing: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: ForkProofError.form) { try ForkProof(parsing: bytes + [0x0A]) }
    }

    @Test func `proves nothing against another key, or of another log`() throws {
        let (proof, key, _) = try forked(30, 41)
        let other = try HandwrittenLog(seed: 9)
        #expect(throws: ForkProofError.self) { try proof.verify(by: other.key) }
        let strange = ForkProof(
            older: proof.newer, newer: proof.older, root: proof.root, path: proof.path)
        #expect(throws: ForkProofError.self) { try strange.verify(by: key) }
        let unproved = ForkProof(
            older: proof.older, newer: proof.newer, root: Digest.sha256([1]), path: proof.path)
        #expect(throws: ForkProofError.self) { try unproved.verify(by: key) }
    }
}
