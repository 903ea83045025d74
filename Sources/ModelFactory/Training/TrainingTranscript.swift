public import Wire

/// A chain of commitments to a run's state: parameters, optimiser and batch every few steps.
///
/// Two runs that disagree find the first commitment that differs and replay only the steps before
/// it (step commitments as in Verde, arXiv 2502.19405).
public struct TrainingTranscript: Equatable, Sendable {
    /// One commitment.
    public struct Link: Equatable, Sendable {
        /// Steps done.
        public let step: Int
        /// Digest of the parameters' bytes.
        public let parameters: Digest
        /// Digest of the optimiser's moments.
        public let optimiser: Digest
        /// Digest of the row numbers of the last batch.
        public let batch: Digest
        /// Digest of all this and of the link before.
        public let chained: Digest
    }

    /// All commitments, in order.
    public private(set) var links: [Link] = []
    private let seed: Digest

    /// The chain's last digest: what the ledger holds.
    public var root: Digest { links.last?.chained ?? seed }

    /// An empty chain of the run that draws from `seed`.
    public init(seed: Digest) {
        self.seed = Digest.sha256(tag: "openledger/transcript/v1", seed.bytes)
    }

    mutating func append(step: Int, parameters: Digest, optimiser: Digest, batch rows: [Int]) {
        var batch = WireWriter()
        for row in rows { batch.put(UInt32(row)) }
        var number = WireWriter()
        number.put(UInt32(step))
        let batchDigest = Digest.sha256(batch.bytes)
        let chained = Digest.sha256(
            tag: "openledger/transcript/link/v1", root.bytes, number.bytes, parameters.bytes,
            optimiser.bytes, batchDigest.bytes)
        links.append(
            Link(
                step: step, parameters: parameters, optimiser: optimiser, batch: batchDigest,
                chained: chained))
    }
}

extension Digest {
    /// SHA-256 of numbers as little-endian IEEE 754 binary32.
    public init(floats: [Float]) {
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
