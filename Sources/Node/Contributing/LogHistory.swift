internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Wire

/// What a log says about Datanets and contributions, entry by entry.
struct LogHistory: Sendable {
    /// A contribution that was opened.
    struct Reveal: Sendable {
        let index: UInt64
        let commit: ContributionCommit
        let fields: ContributionReveal

        /// Whether these are the revealed rows; the commitment binds account, salt and rows.
        func isOf(_ account: AccountAddress, _ commitment: Digest) -> Bool {
            commit.contributor == account && commit.commitment == commitment
        }
    }

    private var datanets: [(index: UInt64, fields: DatanetCreate)] = []
    private var commits: [(index: UInt64, fields: ContributionCommit)] = []
    private var reveals: [Reveal] = []

    /// Reads what a writer's log says of them.
    ///
    /// - Throws: `StorageError`.
    init(_ writer: LedgerWriter) async throws {
        let kinds: Set<EntryType> = [.datanetCreate, .contributionCommit, .contributionReveal]
        for (index, entry) in try await writer.entries(of: kinds) { add(entry.body, at: index) }
    }

    /// Takes the next entry.
    mutating func add(_ body: EntryBody, at index: UInt64) {
        switch body {
        case .datanetCreate(let fields): datanets.append((index, fields))
        case .contributionCommit(let fields): commits.append((index, fields))
        case .contributionReveal(let fields):
            guard let commit = commits.last(where: { $0.index == fields.commitIndex }) else {
                return
            }
            reveals.append(Reveal(index: index, commit: commit.fields, fields: fields))
        default: break
        }
    }

    /// The Datanet that an owner opened under these terms.
    func datanet(owner: AccountAddress, terms: Digest) -> UInt64? {
        datanets.first { $0.fields.owner == owner && $0.fields.termsCommitment == terms }?.index
    }

    /// The Datanet that an account committed rows to.
    func datanet(of account: AccountAddress, commitment: Digest) -> UInt64? {
        commits.first {
            $0.fields.contributor == account && $0.fields.commitment == commitment
        }?.fields.datanet
    }

    /// The index of an account's commit; a stranger's copy of the commitment is not meant.
    func commit(
        of account: AccountAddress, commitment: Digest, datanet: UInt64
    ) -> UInt64? {
        commits.first {
            $0.fields.contributor == account && $0.fields.commitment == commitment
                && $0.fields.datanet == datanet
        }?.index
    }

    /// The reveals of a Datanet in their order, which is that of its row numbers.
    func reveals(of datanet: UInt64) -> [Reveal] {
        reveals.filter { $0.commit.datanet == datanet }
    }
}
