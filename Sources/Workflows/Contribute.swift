package import Datanets
package import Identity
internal import Ledger
internal import Machine
package import Wire

/// Where a contribution stands in log and Datanet.
package struct ContributionOutcome: Equatable, Sendable {
    /// What a call did.
    package enum Status: String, Sendable {
        /// It committed, revealed and recorded the rows.
        case contributed
        /// It finished what an earlier call had begun.
        case completed
        /// Nothing: the same rows of the same account are there already.
        case alreadyThere
    }

    /// What this call did.
    package let status: Status
    /// Whose rows they are.
    package let account: AccountAddress
    /// What they are committed under.
    package let commitment: Digest
    /// The RFC 6962 root over the salted rows.
    package let rowsRoot: Digest
    /// How many rows may be trained on.
    package let accepted: UInt32
    /// How many repeat earlier rows: kept, never trained on, never paid.
    package let duplicates: UInt32
    /// The number of the first row that was accepted; nil where none was.
    package let firstRow: RowNumber?
    /// Which rows repeat which earlier ones, and why.
    package let pairs: [DuplicatePair]
    /// The index of the commit, which is its receipt's id.
    package let commitIndex: UInt64
    /// The index of the reveal, which is its receipt's id.
    package let revealIndex: UInt64

    fileprivate init(
        _ registered: Datanet.Registered, in datanet: Datanet, status: Status,
        commitIndex: UInt64, revealIndex: UInt64
    ) {
        self.status = status
        account = registered.contribution.account
        commitment = registered.contribution.commitment
        rowsRoot = registered.contribution.rowsRoot
        accepted = registered.acceptedCount
        duplicates = registered.duplicateCount
        firstRow = registered.statuses.lazy.compactMap(\.number).first
        pairs = datanet.pairs(of: registered)
        self.commitIndex = commitIndex
        self.revealIndex = revealIndex
    }
}

extension DatanetIntake {
    /// Commits, reveals and records an account's rows; opens the account if need be.
    ///
    /// The same rows of the same account are taken once: a second call says where they are, or
    /// finishes what the first one had begun.
    /// - Parameters:
    ///   - rows: the rows in the order in which they are submitted, 1 or more.
    ///   - key: the contributor's key, which signs every entry.
    ///   - salts: the stream that all salts are drawn from; nobody else may know it.
    ///   - judgement: what was made of the rows ahead; nil to judge them now.
    /// - Returns: counts and places in the log, after everything is on the disk.
    /// - Throws: `Refusal` when the log does not take an entry, `RowRefusal` for a row that does
    ///   not fit the Datanet, `NearRowsRefusal` when too many are near-copies, `OperationError`
    ///   when a write fails, and what comparing rows throws; before the log is written to, except
    ///   for a write that fails.
    package mutating func contribute(
        _ rows: [DatanetRow], key: AccountKey, salts: SeededBytes, judgement: Judgement? = nil
    ) async throws -> ContributionOutcome {
        guard !rows.isEmpty else {
            throw OperationError(.usage, "a contribution has at least one row")
        }
        for (position, row) in rows.enumerated() {
            do throws(RowRefusal.Reason) { try datanet.task.check(row) } catch {
                throw RowRefusal(line: position + 1, reason: error)
            }
        }
        return try await takeIn(rows, key: key, salts: salts, judgement: judgement)
    }

    /// Commits, reveals and records rows that fit, or says where they are.
    ///
    /// - Parameters:
    ///   - rows: the rows, which fit the Datanet.
    ///   - despite: the earlier row that the only row may be a near-copy of, since an objection to
    ///     that verdict was upheld.
    ///   - key: the contributor's.
    ///   - salts: the stream that all salts are drawn from.
    ///   - judgement: what was made of the rows ahead; nil to judge them now.
    /// - Returns: counts and places in the log.
    /// - Throws: as ``contribute(_:key:salts:judgement:)``.
    mutating func takeIn(
        _ rows: [DatanetRow], despite: RowNumber? = nil, key: AccountKey, salts: SeededBytes,
        judgement: Judgement? = nil
    ) async throws -> ContributionOutcome {
        if let found = try await recorded(rows, of: key.address, despite: despite) { return found }
        if try await log.openAccount(key) { try reach(.accountOpened) }
        let earlier = try staging?.all().map(\.contribution).first {
            $0.account == key.address && $0.rows.map(\.row) == rows && $0.despite == despite
        }
        var salts = salts
        let contribution =
            earlier
            ?? Contribution(account: key.address, rows: rows, despite: despite, salts: &salts)
        // Judged first: the log must not get a commit whose rows cannot be judged.
        let registered = try judged(contribution, ahead: judgement)
        try requireRoom(for: registered)
        let signed = try await committed(contribution, key: key)
        let revealIndex = try await reveal(signed, as: registered)
        return ContributionOutcome(
            registered, in: datanet, status: earlier == nil ? .contributed : .completed,
            commitIndex: signed.commitIndex, revealIndex: revealIndex)
    }

    /// Contributes with salts that are drawn from 32 bytes that nobody else knows.
    ///
    /// - Throws: as ``contribute(_:key:salts:judgement:)``, and `OutrunError` for a judgement that
    ///   does not hold any more.
    package mutating func contribute(
        _ rows: [DatanetRow], key: AccountKey, secret: Digest, judgement: Judgement? = nil
    ) async throws -> ContributionOutcome {
        try await contribute(
            rows, key: key,
            salts: SeededBytes(digest: secret, label: "openledger contribution salts"),
            judgement: judgement)
    }

    func recorded(
        _ rows: [DatanetRow], of account: AccountAddress, despite: RowNumber? = nil
    ) async throws -> ContributionOutcome? {
        guard let position = datanet.position(of: rows, from: account, despite: despite) else {
            return nil
        }
        let reveal = try await log.query { [index] in
            $0.reveals(ofDatanet: index, from: position).first
        }
        guard let reveal else { return nil }
        let registered = datanet.contributions[position]
        let isCompleted = completed.contains(registered.contribution.commitment)
        return ContributionOutcome(
            registered, in: datanet, status: isCompleted ? .completed : .alreadyThere,
            commitIndex: reveal.commitIndex, revealIndex: reveal.index)
    }

    /// Commits to a contribution, unless the log holds the commit already, and signs its reveal.
    private func committed(
        _ contribution: Contribution, key: AccountKey
    ) async throws -> StagedContribution {
        func signed(at index: UInt64) throws -> StagedContribution {
            let signed = StagedContribution(
                contribution, commitIndex: index, key: key, domain: log.domain)
            try staging?.write(signed)
            return signed
        }
        if let earlier = try await commit(of: contribution) {
            return try signed(at: earlier.index)
        }
        // With a staged file the reveal is signed before the commit, for the index that it will
        // get if nobody else writes meanwhile.
        var ahead: StagedContribution?
        if staging != nil {
            ahead = try signed(at: try await log.query(\.size))
            try reach(.staged)
        }
        let commit = ContributionCommit(
            contributor: contribution.account, datanet: index, commitment: contribution.commitment,
            rowCount: UInt32(contribution.rows.count))
        let commitIndex: UInt64
        do {
            commitIndex = try await log.append(
                .contributionCommit(commit.signed(by: key, in: log.domain))
            ).index
        } catch let refusal as Refusal {
            try staging?.remove(contribution.commitment)
            throw refusal
        }
        try reach(.committed)
        if let ahead, ahead.commitIndex == commitIndex { return ahead }
        return try signed(at: commitIndex)
    }
}
