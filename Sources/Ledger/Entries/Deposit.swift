public import Identity
public import Money
public import Wire

/// Brings money in from outside.
public struct Deposit: SignedFields, EntryFields {
    /// Who gets it.
    public let account: AccountAddress
    /// How much, at least 1 nano-OPEN.
    public let amount: Amount
    /// 32 bytes that no other deposit may use.
    public let source: Digest
    /// The signature by the operator.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        account: AccountAddress, amount: Amount, source: Digest,
        signature: SignatureBytes = .unsigned
    ) {
        self.account = account
        self.amount = amount
        self.source = source
        self.signature = signature
    }

    /// `Deposit`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "Deposit",
            [
                ("account", .address(account)),
                ("amount", .uint(amount.nanoOPEN, bits: 64)),
                ("source", .bytes32(source)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        account = try reader.address()
        amount = try reader.amount()
        source = try reader.digest()
        guard amount > .zero else { throw .zeroAmount }
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(account)
        writer.put(amount)
        writer.put(source)
        writer.put(signature)
    }
}
