import Economy
package import Identity
package import Wire

/// Claims priority for rows without showing them.
///
/// Among contributions, the earlier commit has the earlier claim.
package struct ContributionCommit: SignedFields, EntryFields {
    /// Whose rows they are.
    package internal(set) var contributor: AccountAddress
    /// The index of the Datanet.
    package internal(set) var datanet: UInt64
    /// ``Commitment/contribution(contributor:salt:rowsRoot:rowCount:)``.
    package internal(set) var commitment: Digest
    /// How many rows, 1 or more.
    package internal(set) var rowCount: UInt32
    /// The signature by the contributor.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        contributor: AccountAddress, datanet: UInt64, commitment: Digest, rowCount: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.contributor = contributor
        self.datanet = datanet
        self.commitment = commitment
        self.rowCount = rowCount
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<ContributionCommit>(
            "ContributionCommit",
            .field("contributor", \.contributor, .account),
            .field("datanet", \.datanet, .entry),
            .field("commitment", \.commitment),
            .field("rowCount", \.rowCount, in: 1..., else: .zeroCount))
    ]

    static func blank(_ layout: UInt8) -> ContributionCommit {
        ContributionCommit(contributor: .zero, datanet: 0, commitment: .zero, rowCount: 0)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension ContributionCommit {
    static let type = EntryType.contributionCommit
    static let words = EntryWords("Contribution", "Claims priority for rows without showing them.")

    var body: EntryBody { .contributionCommit(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try state.requireOpen(contributor)  // 1
        guard let datanet = state.datanets[self.datanet] else {
            throw .datanetUnknown(self.datanet)  // 2
        }
        let window = datanet.policy?.revealWindow ?? state.currentPolicy?.policy.revealWindow
        guard let window else { throw .noPolicy }  // 3
        let commitment = UsedOnce.Owned(owner: contributor, value: self.commitment)
        guard state.used.contributions[commitment] == nil else { throw .duplicateCommitment }  // 4
        try state.requireSignature(of: self, by: contributor, signatures)  // 5
        state.used.contributions[commitment] = state.size
        state.contributions[state.size] = ContributionRecord(
            commit: self, lastRevealIndex: state.size + UInt64(window))
        return []
    }
}
