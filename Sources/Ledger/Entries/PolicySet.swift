package import Economy
package import Identity
import Wire

/// Sets how fees are split and how long a contribution may wait for its reveal.
///
/// The policy's id is the entry's index.
package struct PolicySet: SignedFields, EntryFields {
    /// How many policies stand before this one.
    package internal(set) var revision: UInt32
    /// The six shares of a fee; the stakers' is 0 in this version.
    package internal(set) var shares: FeeShares
    /// Who is paid for computing answers.
    package internal(set) var nodeAccount: AccountAddress
    /// Who is paid for the base model.
    package internal(set) var baseModelAccount: AccountAddress
    /// A reveal stands at most this many entries after its commit; 1 or more.
    package internal(set) var revealWindow: UInt32
    /// The signature by the operator.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
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

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<PolicySet>(
            "PolicySet",
            .field("revision", \.revision),
            .shares(\.shares),
            .field("nodeAccount", \.nodeAccount, .account),
            .field("baseModelAccount", \.baseModelAccount, .account),
            .field("revealWindow", \.revealWindow, in: 1..., else: .revealWindow))
    ]

    static func blank(_ layout: UInt8) -> PolicySet {
        PolicySet(
            revision: 0, shares: .standard, nodeAccount: .zero, baseModelAccount: .zero,
            revealWindow: 1)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension PolicySet {
    static let type = EntryType.policySet
    static let words = EntryWords("Policy", "Sets how fees are split.")

    var body: EntryBody { .policySet(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        let revision = UInt32(state.policies.count)
        guard self.revision == revision else { throw .revision(expected: revision) }  // 1
        try state.requireOpen(nodeAccount)  // 2
        try state.requireOpen(baseModelAccount)
        try state.requireSignature(of: self, by: state.operatorAccount, signatures)  // 3
        state.policies[state.size] = self
        state.latestPolicy = state.size
        return []
    }
}
