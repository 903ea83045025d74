public import Identity
public import Wire

/// Rows that one account offers to a Datanet at once.
public struct Contribution: Hashable, Sendable {
    /// Who offers them, and is paid for them.
    public let account: AccountAddress

    /// The 32 bytes that hide the rows root until the reveal.
    public let salt: [UInt8]

    /// The rows, in the order they were submitted.
    public let rows: [SaltedRow]

    /// Takes the account, the contribution's salt and the salted rows.
    ///
    /// - Precondition: the salt has 32 bytes and there are fewer than 2³² rows.
    public init(account: AccountAddress, salt: [UInt8], rows: [SaltedRow]) {
        precondition(salt.count == SaltedRow.saltByteCount, "A contribution's salt has 32 bytes.")
        precondition(rows.count <= Int(UInt32.max), "A contribution has fewer than 2^32 rows.")
        self.account = account
        self.salt = salt
        self.rows = rows
    }

    /// Draws all salts from one stream: the contribution's first, then one a row.
    public init(account: AccountAddress, rows: [DatanetRow], salts: inout SeededBytes) {
        let own = salts.bytes(SaltedRow.saltByteCount)
        self.init(
            account: account, salt: own,
            rows: rows.map { SaltedRow(row: $0, salt: salts.bytes(SaltedRow.saltByteCount)) })
    }

    /// The RFC 6962 root over the salted rows.
    public var rowsRoot: Digest { SaltedRow.root(of: rows) }

    /// What is committed before the rows are shown: bound to the account, so that a stranger who
    /// copies the commitment gains nothing by it.
    public var commitment: Digest {
        Self.commitment(
            account: account, salt: salt, rowsRoot: rowsRoot, rowCount: UInt32(rows.count))
    }

    /// The commitment of a contribution that is known by its root only:
    /// H("openledger/contribution/v1"; account, salt, rows root, u32 count), as in
    /// docs/formats/ledger-entry.md, type 5.
    public static func commitment(
        account: AccountAddress, salt: [UInt8], rowsRoot: Digest, rowCount: UInt32
    ) -> Digest {
        var count = WireWriter()
        count.put(rowCount)
        return Digest.sha256(
            tag: "openledger/contribution/v1", account.bytes, salt, rowsRoot.bytes, count.bytes)
    }
}
