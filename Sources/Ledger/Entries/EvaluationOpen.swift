public import Identity
public import Wire

/// Opens evaluation items after pay-out and retires them.
public struct EvaluationOpen: SignedFields, EntryFields {
    /// The index of the evaluation's commit.
    public let evaluation: UInt64
    /// The index of the training result whose gate is opened with it.
    public let result: UInt64
    /// The committed root.
    public let root: Digest
    /// SHA-256 of the published items with their salts.
    public let itemsDigest: Digest
    /// The gate digest of the result.
    public let gateDigest: Digest
    /// The signature by the evaluator.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        evaluation: UInt64, result: UInt64, root: Digest, itemsDigest: Digest, gateDigest: Digest,
        signature: SignatureBytes = .unsigned
    ) {
        self.evaluation = evaluation
        self.result = result
        self.root = root
        self.itemsDigest = itemsDigest
        self.gateDigest = gateDigest
        self.signature = signature
    }

    /// `EvaluationOpen`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "EvaluationOpen",
            [
                ("evaluation", .uint(evaluation, bits: 64)),
                ("result", .uint(result, bits: 64)),
                ("root", .bytes32(root)),
                ("itemsDigest", .bytes32(itemsDigest)),
                ("gateDigest", .bytes32(gateDigest)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        evaluation = try reader.u64()
        result = try reader.u64()
        root = try reader.digest()
        itemsDigest = try reader.digest()
        gateDigest = try reader.digest()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(evaluation)
        writer.put(result)
        writer.put(root)
        writer.put(itemsDigest)
        writer.put(gateDigest)
        writer.put(signature)
    }
}
