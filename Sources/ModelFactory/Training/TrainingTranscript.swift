internal import TransparencyLog
package import Wire

/// Commitments to a run's state, parameters, optimiser and batch, every few steps, under one root.
///
/// Two runs that disagree find the first commitment that differs and replay only the steps before
/// it (step commitments as in Verde, arXiv 2502.19405).
package struct TrainingTranscript: Equatable, Sendable {
    /// One commitment.
    package struct Link: Equatable, Sendable {
        /// Steps done.
        package let step: Int
        /// Digest of the parameters' bytes.
        package let parameters: Digest
        /// Digest of the optimiser's moments.
        package let optimiser: Digest
        /// Digest of the row numbers of the last batch.
        package let batch: Digest

        /// The leaf's input: seed, step, and the three digests.
        package let record: [UInt8]
    }

    /// All commitments, in order.
    package private(set) var links: [Link] = []
    private let seed: Digest

    /// RFC 6962 root over the records: what the ledger holds.
    package var root: Digest {
        MerkleTree(leafHashes: links.map { MerkleTree.leafHash($0.record) }).root()
    }

    /// An empty transcript of the run that draws from `seed`.
    package init(seed: Digest) {
        self.seed = Digest.sha256(tag: "openledger/transcript/v1", seed.bytes)
    }

    mutating func append(step: Int, parameters: Digest, optimiser: Digest, batch rows: [Int]) {
        var numbers = WireWriter()
        for row in rows { numbers.put(UInt32(row)) }
        let batch = Digest.sha256(numbers.bytes)
        var record = WireWriter()
        record.put(seed)
        record.put(UInt32(step))
        record.put(parameters)
        record.put(optimiser)
        record.put(batch)
        links.append(
            Link(
                step: step, parameters: parameters, optimiser: optimiser, batch: batch,
                record: record.bytes))
    }
}

extension Digest {
    /// SHA-256 of numbers as little-endian IEEE 754 binary32.
    package init(floats: [Float]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(floats.count * 4)
        for value in floats {
            let bits = value.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
        }
        self = .sha256(bytes)
    }
}
