package import Identity
package import TransparencyLog
package import Wire

/// A small demonstration log, written field by field as docs/formats/ledger-entry.md says, by code
/// that shares nothing with the decoder under test.
package struct HandwrittenLog {
    package static let origin = "demonstration.openledger.example/verifier-tests"

    package let signer: LogSigner
    package private(set) var entries: [[UInt8]] = []
    package private(set) var tree = MerkleTree()
    /// Replaces the timestamp that follows from the index, for entries that go back in time.
    package var timestampOffset: Int64 = 0

    package init(origin: String = HandwrittenLog.origin, seed: UInt64 = 1) throws {
        var bytes = SeededBytes(seed: seed, label: "log key")
        guard let signer = LogSigner(name: origin, seed: bytes.bytes(32)) else {
            throw WireError.invalid("A log cannot be named \(origin).")
        }
        self.signer = signer
    }

    package var key: VerifierKey { signer.verifierKey }

    package var domain: SigningDomain {
        SigningDomain(chainId: 1, salt: Digest.sha256(Array(key.description.utf8)))
    }

    /// The index that the next entry gets.
    package var next: UInt64 { UInt64(entries.count) }

    /// Adds an entry whose signature is by `signer` over `message`.
    @discardableResult
    package mutating func append(
        _ type: UInt8, by signer: AccountKey, _ message: TypedMessage,
        _ body: (inout WireWriter) -> Void
    ) -> UInt64 {
        let signature = signer.sign(message.signingDigest(in: domain))
        return append(raw: entry(type, body, signature: signature.bytes))
    }

    /// Adds any bytes.
    @discardableResult
    package mutating func append(raw entry: [UInt8]) -> UInt64 {
        entries.append(entry)
        return tree.append(MerkleHash.leaf(entry))
    }

    package func entry(_ type: UInt8, _ body: (inout WireWriter) -> Void, signature: [UInt8])
        -> [UInt8]
    {
        var writer = WireWriter()
        writer.put(1 as UInt8)
        writer.put(type)
        writer.put(UInt64(1_767_225_600 + Int64(next) + timestampOffset))
        body(&writer)
        writer.put(raw: signature)
        return writer.bytes
    }

    package func checkpoint(size: UInt64? = nil) throws -> SignedNote {
        let size = size ?? next
        guard
            let checkpoint = try Checkpoint(
                origin: signer.origin, size: size, root: tree.root(atSize: size))
        else { throw WireError.invalid("The log has no \(size) entries.") }
        return try signer.sign(checkpoint)
    }

    package func receipt(_ index: UInt64, size: UInt64? = nil) throws -> TLogProof {
        try TLogProof(
            extra: entries[Int(index)], index: index,
            path: tree.inclusionProof(index: index, size: size), checkpoint: checkpoint(size: size))
    }

    /// What a mirror of the log serves for a tile.
    package func bytes(of tile: Tile) -> [UInt8]? {
        guard case .entries = tile.content else { return tree.bytes(of: tile) }
        let start = Int(tile.index) * Tile.fullWidth
        guard start + tile.width <= entries.count else { return nil }
        return Tile.bundle(Array(entries[start..<start + tile.width]))
    }
}

/// The people of the sample.
package enum People {
    package static let `operator` = AccountKey.derived(seed: 1, label: "operator")
    package static let maker = AccountKey.derived(seed: 1, label: "maker")
    package static let teamA = AccountKey.derived(seed: 1, label: "team A")
    package static let teamB = AccountKey.derived(seed: 1, label: "team B")
    package static let payer = AccountKey.derived(seed: 1, label: "payer")
    package static let node = AccountKey.derived(seed: 1, label: "node")
    package static let base = AccountKey.derived(seed: 1, label: "base model")
    package static let evaluator = AccountKey.derived(seed: 1, label: "evaluator")
    package static let beacon = AccountKey.derived(seed: 1, label: "beacon")
    package static let all = [Self.operator, maker, teamA, teamB, payer, node, base, evaluator]
}

package func salt(_ label: String) -> Digest { Digest.sha256(Array(label.utf8)) }

package func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
}

package extension WireWriter {
    mutating func put(_ key: AccountKey) { put(raw: key.address.bytes) }
}
