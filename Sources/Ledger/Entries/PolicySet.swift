public import Identity
public import Money
import Wire

/// Sets how fees are split and how long a contribution may wait for its reveal.
///
/// The policy's id is the entry's index.
public struct PolicySet: SignedFields, EntryFields {
    /// How many policies stand before this one.
    public let revision: UInt32
    /// The six shares of a fee; the stakers' is 0 in this version.
    public let shares: FeeShares
    /// Who is paid for computing answers.
    public let nodeAccount: AccountAddress
    /// Who is paid for the base model.
    public let baseModelAccount: AccountAddress
    /// A reveal stands at most this many entries after its commit; 1 or more.
    public let revealWindow: UInt32
    /// The signature by the operator.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        revision: UInt32, shares: FeeShares, nodeAccount: AccountAddress,
        baseModelAccount: AccountAddress, revealWindow: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.revision = revision
        self.shares = shares
        self.nodeAccount = nodeAccount
        self.baseModelAccount = baseModelAccount
        self.revealWindow = revealWindow
        self.signature = signature
    }

    /// `PolicySet`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "PolicySet",
            [
                ("revision", .uint(UInt64(revision), bits: 32)),
                ("contributors", .uint(UInt64(shares.contributors), bits: 16)),
                ("modelMaker", .uint(UInt64(shares.modelMaker), bits: 16)),
                ("node", .uint(UInt64(shares.node), bits: 16)),
                ("baseModel", .uint(UInt64(shares.baseModel), bits: 16)),
                ("burn", .uint(UInt64(shares.burn), bits: 16)),
                ("stakers", .uint(UInt64(shares.stakers), bits: 16)),
                ("nodeAccount", .address(nodeAccount)),
                ("baseModelAccount", .address(baseModelAccount)),
                ("revealWindow", .uint(UInt64(revealWindow), bits: 32)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        revision = try reader.u32()
        shares = try reader.shares()
        nodeAccount = try reader.address()
        baseModelAccount = try reader.address()
        revealWindow = try reader.u32()
        guard revealWindow > 0 else { throw .revealWindow }
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(revision)
        writer.put(shares)
        writer.put(nodeAccount)
        writer.put(baseModelAccount)
        writer.put(revealWindow)
        writer.put(signature)
    }
}
