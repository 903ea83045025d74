import TransparencyLog
package import Wire

/// A row with the salt that hides it: without the salt its leaf tells nothing about the text, not
/// even to someone who can list all texts.
package struct SaltedRow: Hashable, Sendable {
    /// The length of a salt in bytes.
    package static let saltByteCount = 32

    /// The row.
    package let row: DatanetRow

    /// The 32 bytes of the salt; they lie beside the log and go on erasure.
    package let salt: [UInt8]

    /// Takes a row and its salt.
    ///
    /// - Precondition: the salt has 32 bytes.
    package init(row: DatanetRow, salt: [UInt8]) {
        precondition(salt.count == Self.saltByteCount, "A row's salt has 32 bytes.")
        self.row = row
        self.salt = salt
    }

    /// The RFC 6962 leaf hash over salt ‖ canonical row (docs/formats/ledger-entry.md, type 6).
    package var leaf: Digest { MerkleTree.leafHash(salt + row.canonicalBytes) }

    /// The RFC 6962 root over the leaves of rows in order.
    package static func root(of rows: some Sequence<SaltedRow>) -> Digest {
        MerkleTree(leafHashes: rows.map(\.leaf)).root()
    }
}
