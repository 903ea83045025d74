public import Datanets
public import Identity
internal import Ledger
internal import LedgerStorage
public import Wire

extension ContributionDesk {
    /// Commits, reveals and records an account's rows; opens the account if need be.
    ///
    /// The same rows of the same account are taken once: a second call says where they are, or
    /// finishes what the first one had begun.
    /// - Parameters:
    ///   - rows: the rows in the order in which they are submitted, 1 or more.
    ///   - key: the contributor's key, which signs every entry.
    ///   - secret: 32 bytes that nobody else knows; all salts are drawn from them.
    /// - Returns: counts and places in the log, after everything is on the disk.
    /// - Throws: `Refusal` when the log does not take an entry, `RowRefusal` for a row whose label
    ///   is not one of the Datanet's, `StorageError` when a write fails.
    public mutating func contribute(
        _ rows: [DatanetRow], key: AccountKey, secret: Digest
    ) async throws -> ContributionOutcome {
        guard !rows.isEmpty else { throw NodeError(.usage, "a contribution has at least one row") }
        for (position, row) in rows.enumerated()
        where datanet.labels.classNumber(of: row.label) == nil {
            throw RowRefusal(line: position + 1, fault: .unknownLabel)
        }
        if let found = recorded(rows, of: key.address) {
            return ContributionOutcome(
                found,
                status: completed.contains(found.commit.commitment) ? .completed : .alreadyThere)
        }
        try await openAccount(key)
        let earlier = try staging.all().map(\.contribution).first {
            $0.account == key.address && $0.rows.map(\.row) == rows
        }
        var salts = SeededBytes(digest: secret, label: "openledger contribution salts")
        let contribution =
            earlier ?? Contribution(account: key.address, rows: rows, salts: &salts)
        let staged = try await committed(contribution, key: key)
        let reveal = try await reveal(staged)
        return ContributionOutcome(
            reveal, status: earlier == nil ? .contributed : .completed)
    }

    private func recorded(
        _ rows: [DatanetRow], of account: AccountAddress
    ) -> LogHistory.Reveal? {
        let found = datanet.contributions.first {
            $0.contribution.account == account && $0.contribution.rows.map(\.row) == rows
        }
        return found.flatMap { found in
            history.reveals(of: index).first { $0.isOf(account, found.commitment) }
        }
    }

    private mutating func openAccount(_ key: AccountKey) async throws {
        let address = key.address
        guard try await !writer.query({ $0.isOpen(address) }) else { return }
        let open = AccountOpen(account: address, role: .participant).signed(by: key, in: domain)
        _ = try await append(.accountOpen(open))
        try steps(.accountOpened)
    }

    /// Stages a contribution and commits to it, unless the log holds the commit already.
    private mutating func committed(
        _ contribution: Contribution, key: AccountKey
    ) async throws -> StagedContribution {
        func staged(at index: UInt64) throws -> StagedContribution {
            let staged = StagedContribution(
                contribution, commitIndex: index, key: key, domain: domain)
            try staging.write(staged)
            return staged
        }
        let commitment = contribution.commitment
        if let earlier = history.commit(
            of: contribution.account, commitment: commitment, datanet: index)
        {
            return try staged(at: earlier)
        }
        // The reveal is signed before the commit, for the index that it will get: this process
        // alone may write.
        let first = try staged(at: await writer.size)
        try steps(.staged)
        let commit = ContributionCommit(
            contributor: contribution.account, datanet: index, commitment: commitment,
            rowCount: UInt32(contribution.rows.count))
        let commitIndex: UInt64
        do {
            commitIndex = try await append(
                .contributionCommit(commit.signed(by: key, in: domain)))
        } catch let refusal as Refusal {
            try staging.remove(commitment)
            throw refusal
        }
        try steps(.committed)
        return commitIndex == first.commitIndex ? first : try staged(at: commitIndex)
    }

    /// Runs the intake, reveals, and records the rows in the Datanet's files.
    mutating func reveal(_ staged: StagedContribution) async throws -> LogHistory.Reveal {
        var grown = datanet
        let registered = try grown.register(staged.contribution)
        let fields = staged.reveal(
            accepted: registered.acceptedCount, duplicates: registered.duplicateCount)
        _ = try await append(.contributionReveal(fields))
        datanet = grown
        try steps(.revealed)
        try store.write(datanet, steps: steps)
        try steps(.recorded)
        try staging.remove(staged.commitment)
        guard let reveal = history.reveals(of: index).last else {
            preconditionFailure("the reveal was just added")
        }
        return reveal
    }

    private mutating func append(_ body: EntryBody) async throws -> UInt64 {
        let index = try await writer.append(body).index
        history.add(body, at: index)
        return index
    }
}
