public import Identity
public import Wire

/// Fixes hidden evaluation items before the intake of the rows they judge closes.
public struct EvaluationCommit: SignedFields, EntryFields {
    /// Who holds the items.
    public let evaluator: AccountAddress
    /// The index of the Datanet.
    public let datanet: UInt64
    /// The RFC 6962 root over salted items.
    public let root: Digest
    /// How many items, 1 or more.
    public let itemCount: UInt32
    /// The signature by the evaluator.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        evaluator: AccountAddress, datanet: UInt64, root: Digest, itemCount: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.evaluator = evaluator
        self.datanet = datanet
        self.root = root
        self.itemCount = itemCount
        self.signature = signature
    }

    /// `EvaluationCommit`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "EvaluationCommit",
            [
                ("evaluator", .address(evaluator)),
                ("datanet", .uint(datanet, bits: 64)),
                ("root", .bytes32(root)),
                ("itemCount", .uint(UInt64(itemCount), bits: 32)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        evaluator = try reader.address()
        datanet = try reader.u64()
        root = try reader.digest()
        itemCount = try reader.positive32()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(evaluator)
        writer.put(datanet)
        writer.put(root)
        writer.put(itemCount)
        writer.put(signature)
    }
}
