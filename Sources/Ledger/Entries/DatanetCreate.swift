public import Identity
public import Wire

/// Opens a Datanet: rows, their contributors, and a pool for what cannot be attributed.
///
/// Its id is the entry's index.
public struct DatanetCreate: SignedFields, EntryFields {
    /// Who opens it.
    public let owner: AccountAddress
    /// The salted digest of its terms, ``Commitment/terms(salt:document:)``.
    public let termsCommitment: Digest
    /// The signature by the owner.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        owner: AccountAddress, termsCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.owner = owner
        self.termsCommitment = termsCommitment
        self.signature = signature
    }

    /// `DatanetCreate`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "DatanetCreate",
            [
                ("owner", .address(owner)),
                ("termsCommitment", .bytes32(termsCommitment)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        owner = try reader.address()
        termsCommitment = try reader.digest()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(owner)
        writer.put(termsCommitment)
        writer.put(signature)
    }
}
