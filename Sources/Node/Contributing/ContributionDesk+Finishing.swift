internal import Datanets
internal import Ledger

extension ContributionDesk {
    /// Reveals what was committed and not revealed; what is recorded needs no staged file.
    mutating func finish(_ staged: [StagedContribution]) async throws {
        let reveals = history.reveals(of: index)
        var waiting: [(commit: UInt64, staged: StagedContribution)] = []
        for item in staged {
            let account = item.contribution.account
            if reveals.contains(where: { $0.isOf(account, item.commitment) }) {
                try staging.remove(item.commitment)
                completed.insert(item.commitment)
            } else if let commit = history.commit(
                of: account, commitment: item.commitment, datanet: index)
            {
                waiting.append((commit, item))
            }
        }
        for (commit, item) in waiting.sorted(by: { $0.commit < $1.commit }) {
            do {
                guard item.commitIndex == commit else { throw Refusal.signature }
                _ = try await reveal(item)
                completed.insert(item.commitment)
            } catch let refusal as Refusal {
                if case .revealTooLate = refusal { try staging.remove(item.commitment) }
                notes.append(
                    "the contribution of \(item.contribution.account) in entry \(commit) could "
                        + "not be revealed: \(refusal) Its contributor may run the command again.")
            }
        }
    }
}
