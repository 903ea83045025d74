package import Identity
package import Wire

/// Opens a commitment to rows; the intake's verdict stands beside it.
///
/// The contributor signs what was committed. The two counts are the intake's, under the log's own
/// signature: whoever has the rows can repeat the intake.
package struct ContributionReveal: SignedFields, EntryFields {
    /// The index of the commit.
    package internal(set) var commitIndex: UInt64
    /// The RFC 6962 root over the salted rows in submitted order.
    package internal(set) var rowsRoot: Digest
    /// The 32 bytes that salted the commitment.
    package internal(set) var salt: Digest
    /// Rows that may be trained on; they get the Datanet's next row numbers.
    package internal(set) var acceptedCount: UInt32
    /// Rows kept as duplicates, never trained on and never paid.
    package internal(set) var duplicateCount: UInt32
    /// The signature by the contributor of the commit.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        commitIndex: UInt64, rowsRoot: Digest, salt: Digest, acceptedCount: UInt32,
        duplicateCount: UInt32, signature: SignatureBytes = .unsigned
    ) {
        self.commitIndex = commitIndex
        self.rowsRoot = rowsRoot
        self.salt = salt
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<ContributionReveal>(
            "ContributionReveal",
            .field("commitIndex", \.commitIndex, .entry),
            .field("rowsRoot", \.rowsRoot),
            .field("salt", \.salt),
            .field("acceptedCount", \.acceptedCount).unsigned,
            .field("duplicateCount", \.duplicateCount).unsigned)
    ]

    static func blank(_ layout: UInt8) -> ContributionReveal {
        ContributionReveal(
            commitIndex: 0, rowsRoot: .zero, salt: .zero, acceptedCount: 0, duplicateCount: 0)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension ContributionReveal {
    static let type = EntryType.contributionReveal
    static let words = EntryWords("Contribution", "Shows the rows of an earlier claim.")

    var body: EntryBody { .contributionReveal(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let record = state.contributions[commitIndex],
            let datanet = state.datanets[record.commit.datanet]
        else { throw .commitUnknown(commitIndex) }  // 1
        let commit = record.commit
        guard !record.isRevealed else { throw .alreadyRevealed }  // 2
        guard state.size <= record.lastRevealIndex else {
            throw .revealTooLate(lastIndex: record.lastRevealIndex)  // 3
        }
        let commitment = Commitment.contribution(
            contributor: commit.contributor, salt: salt, rowsRoot: rowsRoot,
            rowCount: commit.rowCount)
        guard commitment == commit.commitment else { throw .commitmentMismatch }  // 4
        let judged = UInt64(acceptedCount) + UInt64(duplicateCount)
        guard judged <= UInt64(commit.rowCount) else { throw .rowCounts }  // 5
        let first = datanet.rowCount
        let (end, overflow) = first.addingReportingOverflow(acceptedCount)
        guard !overflow else { throw .rowNumbersExhausted }  // 6
        try state.requireSignature(of: self, by: commit.contributor, signatures)  // 7
        let reveal = RevealedContribution(
            index: state.size, commitIndex: commitIndex, commit: commit, fields: self,
            rows: first..<end)
        state.contributions[commitIndex]?.reveal = reveal
        state.datanets[commit.datanet]?.add(reveal)
        return []
    }
}
