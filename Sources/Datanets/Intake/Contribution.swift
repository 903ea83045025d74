package import Identity
import Ledger
import TransparencyLog
package import Wire

/// Rows that one account offers to a Datanet at once.
///
/// Every row is hashed once, here: whoever needs a leaf, the root or the commitment later reads it.
package struct Contribution: Hashable, Sendable {
    /// Who offers them, and is paid for them.
    package let account: AccountAddress

    /// What hides the rows root until the reveal.
    package let salt: Digest

    /// The rows, in the order they were submitted.
    package let rows: [SaltedRow]

    /// The leaf hashes of the rows.
    package let leaves: [Digest]

    /// The RFC 6962 root over the leaves.
    package let rowsRoot: Digest

    /// What is committed before the rows are shown: bound to the account, so that a stranger who
    /// copies the commitment gains nothing by it.
    package let commitment: Digest

    /// The earlier row that its only row was taken for a near-copy of, where an objection to that
    /// was upheld; nil for any other contribution.
    ///
    /// Intake then asks only whether an earlier row has the same words.
    package private(set) var despite: RowNumber?

    /// Takes the account, the contribution's salt and the salted rows.
    ///
    /// - Precondition: there are fewer than 2³² rows, and one where an objection was upheld.
    package init(
        account: AccountAddress, salt: Digest, rows: [SaltedRow], despite: RowNumber? = nil
    ) {
        precondition(rows.count <= Int(UInt32.max), "A contribution has fewer than 2^32 rows.")
        precondition(despite == nil || rows.count == 1, "An objection is to one row.")
        self.despite = despite
        self.account = account
        self.salt = salt
        self.rows = rows
        leaves = rows.map(\.leaf)
        rowsRoot = MerkleTree(leafHashes: leaves).root()
        commitment = Commitment.contribution(
            contributor: account, salt: salt, rowsRoot: rowsRoot, rowCount: UInt32(rows.count))
    }

    /// Draws all salts from one stream: the contribution's first, then one per row.
    package init(
        account: AccountAddress, rows: [DatanetRow], despite: RowNumber? = nil,
        salts: inout SeededBytes
    ) {
        guard let own = Digest(salts.bytes(SaltedRow.saltByteCount)) else {
            preconditionFailure("A salt has as many bytes as a digest.")
        }
        self.init(
            account: account, salt: own,
            rows: rows.map { SaltedRow(row: $0, salt: salts.bytes(SaltedRow.saltByteCount)) },
            despite: despite)
    }

    /// The same rows, to be judged like any others.
    var judgedByBothRules: Contribution {
        var contribution = self
        contribution.despite = nil
        return contribution
    }
}
