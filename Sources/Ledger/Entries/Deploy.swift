public import Identity
public import Money
import Wire

/// Puts a trained model on sale; the model's id is the entry's index.
///
/// Policy, Datanet and maker repeat the manifest's, so that the entry can be read alone.
public struct Deploy: SignedFields, EntryFields {
    /// The index of the training result.
    public let result: UInt64
    /// The index of the policy that splits its fees.
    public let policy: UInt64
    /// How many deploys of this result stand before this one.
    public let revision: UInt32
    /// The price of an answer, at least 1 nano-OPEN.
    public let fee: Amount
    /// The Datanet whose pool takes what cannot be attributed.
    public let datanet: UInt64
    /// The model maker.
    public let maker: AccountAddress
    /// The signature by the model maker.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        result: UInt64, policy: UInt64, revision: UInt32, fee: Amount, datanet: UInt64,
        maker: AccountAddress, signature: SignatureBytes = .unsigned
    ) {
        self.result = result
        self.policy = policy
        self.revision = revision
        self.fee = fee
        self.datanet = datanet
        self.maker = maker
        self.signature = signature
    }

    /// `Deploy`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "Deploy",
            [
                ("result", .uint(result, bits: 64)),
                ("policy", .uint(policy, bits: 64)),
                ("revision", .uint(UInt64(revision), bits: 32)),
                ("fee", .uint(fee.nanoOPEN, bits: 64)),
                ("datanet", .uint(datanet, bits: 64)),
                ("maker", .address(maker)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        result = try reader.u64()
        policy = try reader.u64()
        revision = try reader.u32()
        fee = try reader.amount()
        datanet = try reader.u64()
        maker = try reader.address()
        guard fee > .zero else { throw .zeroAmount }
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(result)
        writer.put(policy)
        writer.put(revision)
        writer.put(fee)
        writer.put(datanet)
        writer.put(maker)
        writer.put(signature)
    }
}
