public import Identity
internal import Ledger
public import Wire

/// Where a contribution stands in log and Datanet.
public struct ContributionOutcome: Equatable, Sendable {
    /// What this call did.
    public enum Status: String, Sendable {
        /// It committed, revealed and recorded the rows.
        case contributed
        /// It finished what an earlier call had begun.
        case completed
        /// Nothing: the same rows of the same account are there already.
        case alreadyThere
    }

    /// What this call did.
    public let status: Status
    /// Whose rows they are.
    public let account: AccountAddress
    /// What they are committed under.
    public let commitment: Digest
    /// The RFC 6962 root over the salted rows.
    public let rowsRoot: Digest
    /// How many rows may be trained on.
    public let accepted: UInt32
    /// How many repeat earlier rows: kept, never trained on, never paid.
    public let duplicates: UInt32
    /// The index of the commit, which is its receipt's id.
    public let commitIndex: UInt64
    /// The index of the reveal, which is its receipt's id.
    public let revealIndex: UInt64

    init(_ reveal: LogHistory.Reveal, status: Status) {
        self.status = status
        account = reveal.commit.contributor
        commitment = reveal.commit.commitment
        rowsRoot = reveal.fields.rowsRoot
        accepted = reveal.fields.acceptedCount
        duplicates = reveal.fields.duplicateCount
        commitIndex = reveal.fields.commitIndex
        revealIndex = reveal.index
    }
}
