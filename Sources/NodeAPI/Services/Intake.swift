package import Identity
package import Money

/// A row as somebody sends it; what it must hold is for its Datanet's task to say.
package struct SubmittedRow: Equatable, Sendable {
    /// The text.
    package let text: String
    /// What a model is to answer, in Datanets whose rows are labelled.
    package let label: String?

    package init(text: String, label: String?) {
        self.text = text
        self.label = label
    }
}

/// What became of rows that somebody offered.
package struct ContributionReceipt: Equatable, Sendable {
    /// The index of the commit's entry, which decides who came first.
    package let commit: UInt64
    /// The index of the reveal's entry.
    package let reveal: UInt64
    /// Rows that may be trained on.
    package let acceptedCount: Int
    /// Rows kept as duplicates.
    package let duplicateCount: Int
    /// Whether the same rows had been contributed before, so that nothing was done.
    package let wasThere: Bool

    package init(
        commit: UInt64, reveal: UInt64, acceptedCount: Int, duplicateCount: Int, wasThere: Bool
    ) {
        self.commit = commit
        self.reveal = reveal
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.wasThere = wasThere
    }
}

/// Takes rows and money in.
package protocol Intake: Sendable {
    /// Commits and reveals rows under the caller's account.
    ///
    /// - Parameters:
    ///   - rows: in the order in which they are kept.
    ///   - datanet: the Datanet's name.
    ///   - caller: whose rows they are.
    /// - Returns: what became of them.
    /// - Throws: ``ServiceRefusal``; nothing is registered then.
    func contribute(
        _ rows: [SubmittedRow], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt

    /// Opens a Datanet; the caller must be the operator.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 of `a–z`, `0–9` and `-`; it never enters the log.
    ///   - labels: two or more, which its rows may have.
    ///   - caller: the operator.
    /// - Returns: the index of its entry, also when the same Datanet was there before.
    /// - Throws: ``ServiceRefusal``.
    func foundDatanet(
        _ name: String, labels: [String], caller: Caller
    ) async throws -> UInt64

    /// Makes an account with an API key and opens it in the log; the caller must be the operator.
    ///
    /// - Throws: ``ServiceRefusal``.
    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String)

    /// Brings money in for an account; the caller must be the operator.
    ///
    /// - Parameters:
    ///   - amount: how much.
    ///   - account: for whom.
    ///   - source: makes a repeated deposit the same deposit.
    ///   - caller: the operator.
    /// - Returns: the index of the entry.
    /// - Throws: ``ServiceRefusal``.
    func deposit(
        _ amount: Amount, for account: AccountAddress, source: String, caller: Caller
    ) async throws -> UInt64
}
