package import Datanets
package import Economy
package import Identity
package import Ledger
package import Machine

extension EntryLog {
    /// Founds a Datanet: makes its folder, then its entry; what an interrupted call left is
    /// finished.
    ///
    /// - Parameters:
    ///   - labels: what its rows may be called, two or more.
    ///   - files: its folder.
    ///   - policy: the rules that it keeps for ever, nil for the usual ones or those that it has;
    ///     the owner judges contributors where it names no other evaluator.
    ///   - owner: the owner's key; its account must be open.
    ///   - recovery: with `.repeated` the folder may be ahead of a log that walks across what it
    ///     holds already.
    ///   - terms: the owner's terms with their salt; asked only when there is no folder yet.
    /// - Returns: the index of the Datanet, and whether an earlier call had made it.
    /// - Throws: `OperationError` for labels or a policy that cannot be, for another Datanet of the
    ///   name and for a damaged folder; `Refusal`; what files and log throw.
    @discardableResult
    package func foundDatanet(
        labels: LabelSet, in files: DatanetFiles, policy: DatanetPolicy? = nil,
        owner: AccountKey, recovery: DatanetIntake.Recovery = .staged,
        terms: () -> DatanetTerms
    ) async throws -> (index: UInt64, wasThere: Bool) {
        try labels.checkThatTheyTellRowsApart()
        var complete = policy ?? DatanetPolicy()
        complete.evaluator = complete.evaluator ?? owner.address
        try complete.checkThatItCanHold()
        if files.exists {
            guard try files.task() == .classification(labels) else {
                throw OperationError(
                    .usage,
                    "there is a Datanet \(files.name) with other labels: choose another name")
            }
        } else {
            try files.found(
                .classification(labels), adding: (DatanetTerms.file, terms().fileBytes))
        }
        guard let kept = DatanetTerms(inFolder: files.folder), kept.owner == owner.address else {
            throw OperationError(
                .altered, "\(files.folder) belongs to no Datanet of this log: move it away")
        }
        let commitment = kept.commitment
        if let index = try await query({ $0.datanet(of: kept.owner, terms: commitment) }) {
            let own = try await query { $0.policy(ofDatanet: index) }
            guard policy == nil || own == complete else {
                throw OperationError(
                    .otherPolicy,
                    "there is a Datanet \(files.name) with another policy, which never changes: "
                        + "choose another name")
            }
            return (index, true)
        }
        guard recovery == .repeated || files.isEmpty else { throw files.foreignContributions }
        let entry = DatanetCreate(
            owner: kept.owner, termsCommitment: commitment, policy: complete)
        let receipt = try await append(.datanetCreate(entry.signed(by: owner, in: domain)))
        return (receipt.index, false)
    }
}

extension OperationError.Code {
    /// A Datanet has another policy than the caller states.
    package static let otherPolicy = Self("otherPolicy")
}

extension DatanetPolicy {
    /// Refuses numbers out of their bounds, whoever the evaluator will be.
    ///
    /// - Throws: `OperationError` with code `usage`.
    package func checkThatItCanHold() throws(OperationError) {
        if let flaw = foundingFlaw { throw OperationError(.usage, flaw.description) }
    }
}

extension LabelSet {
    /// Refuses fewer than two labels, and labels that no row could have.
    ///
    /// - Throws: `OperationError` with code `usage`.
    package func checkThatTheyTellRowsApart() throws(OperationError) {
        guard count >= 2 else {
            throw OperationError(.usage, "a Datanet needs two labels or more, to tell rows apart")
        }
        for label in labels {
            do throws(RowRefusal.Reason) { _ = try DatanetRow(text: label, label: label) } catch {
                throw OperationError(.usage, "'\(label.prefix(40))' cannot be a label: \(error)")
            }
        }
    }
}
