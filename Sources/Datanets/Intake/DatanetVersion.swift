package import Wire

/// What a training manifest commits to: the contributions of a Datanet so far, in order, and the
/// rows that intake accepted.
package struct DatanetVersion: Hashable, Sendable {
    /// How many contributions there are.
    package let contributionCount: UInt32

    /// How many rows may be trained on.
    package let acceptedCount: UInt32

    /// How many rows are kept as duplicates.
    package let duplicateCount: UInt32

    /// The RFC 6962 root over the accepted rows in the order of their numbers: the manifest's
    /// `rowsRoot` (docs/formats/ledger-entry.md, type 7).
    package let rowsRoot: Digest

    /// H("openledger/datanet-version/v1"; rowsRoot, u32 accepted, u32 duplicates, each commitment
    /// in order).
    package let digest: Digest

    /// The version that a Datanet is at.
    package init(of datanet: Datanet) {
        let accepted = UInt32(datanet.acceptedRows.count)
        let root = datanet.rowsRoot
        var sizes = WireWriter()
        sizes.put(accepted)
        sizes.put(datanet.duplicateCount)
        contributionCount = UInt32(datanet.contributions.count)
        acceptedCount = accepted
        duplicateCount = datanet.duplicateCount
        rowsRoot = root
        digest = Digest.sha256(
            tag: "openledger/datanet-version/v1",
            parts: [root.bytes, sizes.bytes]
                + datanet.contributions.map(\.contribution.commitment.bytes))
    }
}
