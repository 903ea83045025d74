public import Identity
public import Wire

/// Opens a commitment to rows; the intake's verdict stands beside it.
///
/// The contributor signs what was committed. The two counts are the intake's, under the log's own
/// signature: whoever has the rows can repeat the intake.
public struct ContributionReveal: SignedFields, EntryFields {
    /// The index of the commit.
    public let commitIndex: UInt64
    /// The RFC 6962 root over the salted rows in submitted order.
    public let rowsRoot: Digest
    /// The 32 bytes that salted the commitment.
    public let salt: Digest
    /// Rows that may be trained on; they get the Datanet's next row numbers.
    public let acceptedCount: UInt32
    /// Rows kept as duplicates, never trained on and never paid.
    public let duplicateCount: UInt32
    /// The signature by the contributor of the commit.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        commitIndex: UInt64, rowsRoot: Digest, salt: Digest, acceptedCount: UInt32,
        duplicateCount: UInt32, signature: SignatureBytes = .unsigned
    ) {
        self.commitIndex = commitIndex
        self.rowsRoot = rowsRoot
        self.salt = salt
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.signature = signature
    }

    /// `ContributionReveal`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "ContributionReveal",
            [
                ("commitIndex", .uint(commitIndex, bits: 64)),
                ("rowsRoot", .bytes32(rowsRoot)),
                ("salt", .bytes32(salt)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        commitIndex = try reader.u64()
        rowsRoot = try reader.digest()
        salt = try reader.digest()
        acceptedCount = try reader.u32()
        duplicateCount = try reader.u32()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(commitIndex)
        writer.put(rowsRoot)
        writer.put(salt)
        writer.put(acceptedCount)
        writer.put(duplicateCount)
        writer.put(signature)
    }
}
