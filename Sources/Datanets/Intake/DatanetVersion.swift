public import Wire

/// What a training manifest commits to: the contributions of a Datanet so far, in order, and the
/// rows that intake accepted.
public struct DatanetVersion: Hashable, Sendable {
    /// How many contributions there are.
    public let contributionCount: UInt32

    /// How many rows may be trained on.
    public let acceptedCount: UInt32

    /// How many rows are kept as duplicates.
    public let duplicateCount: UInt32

    /// The RFC 6962 root over the accepted rows in the order of their numbers: the manifest's
    /// `rowsRoot` (docs/formats/ledger-entry.md, type 7).
    public let rowsRoot: Digest

    /// H("openledger/datanet-version/v1"; rowsRoot, u32 accepted, u32 duplicates, each commitment
    /// in order).
    public let digest: Digest

    /// The version that a Datanet is at.
    public init(of datanet: Datanet) {
        let accepted = UInt32(datanet.acceptedRows.count)
        let duplicates = datanet.contributions.reduce(0) { $0 + $1.duplicateCount }
        let root = SaltedRow.root(of: datanet.acceptedRows.map(\.salted))
        var sizes = WireWriter()
        sizes.put(accepted)
        sizes.put(duplicates)
        contributionCount = UInt32(datanet.contributions.count)
        acceptedCount = accepted
        duplicateCount = duplicates
        rowsRoot = root
        digest = Digest.sha256(
            tag: "openledger/datanet-version/v1",
            parts: [root.bytes, sizes.bytes] + datanet.contributions.map(\.commitment.bytes))
    }
}
