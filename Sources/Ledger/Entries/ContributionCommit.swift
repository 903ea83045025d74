public import Identity
public import Wire

/// Claims priority for rows without showing them.
///
/// Among contributions, the earlier commit has the earlier claim.
public struct ContributionCommit: SignedFields, EntryFields {
    /// Whose rows they are.
    public let contributor: AccountAddress
    /// The index of the Datanet.
    public let datanet: UInt64
    /// ``Commitment/contribution(contributor:salt:rowsRoot:rowCount:)``.
    public let commitment: Digest
    /// How many rows, 1 or more.
    public let rowCount: UInt32
    /// The signature by the contributor.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        contributor: AccountAddress, datanet: UInt64, commitment: Digest, rowCount: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.contributor = contributor
        self.datanet = datanet
        self.commitment = commitment
        self.rowCount = rowCount
        self.signature = signature
    }

    /// `ContributionCommit`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "ContributionCommit",
            [
                ("contributor", .address(contributor)),
                ("datanet", .uint(datanet, bits: 64)),
                ("commitment", .bytes32(commitment)),
                ("rowCount", .uint(UInt64(rowCount), bits: 32)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        contributor = try reader.address()
        datanet = try reader.u64()
        commitment = try reader.digest()
        rowCount = try reader.positive32()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(contributor)
        writer.put(datanet)
        writer.put(commitment)
        writer.put(rowCount)
        writer.put(signature)
    }
}
