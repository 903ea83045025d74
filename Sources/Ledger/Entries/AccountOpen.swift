public import Identity
import Wire

/// Opens an account, so that it may contribute, train, pay and be paid.
public struct AccountOpen: SignedFields, EntryFields {
    /// The account.
    public let account: AccountAddress
    /// What the account may do.
    public let role: AccountRole
    /// The signature by the account.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        account: AccountAddress, role: AccountRole, signature: SignatureBytes = .unsigned
    ) {
        self.account = account
        self.role = role
        self.signature = signature
    }

    /// `AccountOpen`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "AccountOpen",
            [
                ("account", .address(account)),
                ("role", .uint(UInt64(role.rawValue), bits: 8)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        account = try reader.address()
        let roleByte = try reader.u8()
        guard let role = AccountRole(rawValue: roleByte) else {
            throw .role(roleByte)
        }
        self.role = role
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(account)
        writer.put(role.rawValue)
        writer.put(signature)
    }
}

/// What an account may do.
public enum AccountRole: UInt8, Sendable {
    /// Contribute, train, ask and be paid.
    case participant = 0
    /// Set policies and record deposits; entry 0 opens the one operator of a log.
    case `operator` = 1
}
