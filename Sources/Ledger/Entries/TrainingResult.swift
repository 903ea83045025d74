public import Identity
public import Wire

/// Ends a training run with a model.
public struct TrainingResult: SignedFields, EntryFields {
    /// The index of the manifest.
    public let manifest: UInt64
    /// SHA-256 of the adapter file.
    public let adapterDigest: Digest
    /// SHA-256 of the head file.
    public let headDigest: Digest
    /// The RFC 6962 root over the transcript's records.
    public let transcriptRoot: Digest
    /// SHA-256 of the attribution index file.
    public let indexDigest: Digest
    /// SHA-256 of the salted gate file.
    public let gateDigest: Digest
    /// Evaluation items answered correctly.
    public let evaluationCorrect: UInt32
    /// Evaluation items asked, 1 or more.
    public let evaluationTotal: UInt32
    /// The signature by the model maker.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        manifest: UInt64, adapterDigest: Digest, headDigest: Digest, transcriptRoot: Digest,
        indexDigest: Digest, gateDigest: Digest, evaluationCorrect: UInt32, evaluationTotal: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.manifest = manifest
        self.adapterDigest = adapterDigest
        self.headDigest = headDigest
        self.transcriptRoot = transcriptRoot
        self.indexDigest = indexDigest
        self.gateDigest = gateDigest
        self.evaluationCorrect = evaluationCorrect
        self.evaluationTotal = evaluationTotal
        self.signature = signature
    }

    /// `TrainingResult`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "TrainingResult",
            [
                ("manifest", .uint(manifest, bits: 64)),
                ("adapterDigest", .bytes32(adapterDigest)),
                ("headDigest", .bytes32(headDigest)),
                ("transcriptRoot", .bytes32(transcriptRoot)),
                ("indexDigest", .bytes32(indexDigest)),
                ("gateDigest", .bytes32(gateDigest)),
                ("evaluationCorrect", .uint(UInt64(evaluationCorrect), bits: 32)),
                ("evaluationTotal", .uint(UInt64(evaluationTotal), bits: 32)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        manifest = try reader.u64()
        adapterDigest = try reader.digest()
        headDigest = try reader.digest()
        transcriptRoot = try reader.digest()
        indexDigest = try reader.digest()
        gateDigest = try reader.digest()
        evaluationCorrect = try reader.u32()
        evaluationTotal = try reader.u32()
        guard evaluationTotal > 0, evaluationCorrect <= evaluationTotal else {
            throw .evaluationFigures
        }
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(manifest)
        writer.put(adapterDigest)
        writer.put(headDigest)
        writer.put(transcriptRoot)
        writer.put(indexDigest)
        writer.put(gateDigest)
        writer.put(evaluationCorrect)
        writer.put(evaluationTotal)
        writer.put(signature)
    }
}
