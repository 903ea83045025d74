package import Economy
package import Identity
package import Money
package import Wire

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

/// A row that counts as a repetition of an earlier one.
package struct RepeatedRow: Equatable, Sendable {
    /// Its place among the rows that were offered, from 0.
    package let position: Int
    /// The number of the earlier row in the Datanet.
    package let original: UInt32
    /// Why, in words.
    package let evidence: String

    package init(position: Int, original: UInt32, evidence: String) {
        self.position = position
        self.original = original
        self.evidence = evidence
    }
}

/// What became of rows that somebody offered.
package struct ContributionReceipt: Equatable, Sendable {
    /// The index of the commit's entry.
    package let commit: UInt64
    /// The index of the reveal's entry.
    package let reveal: UInt64
    /// Rows that may be trained on.
    package let acceptedCount: Int
    /// Rows kept as duplicates.
    package let duplicateCount: Int
    /// Whether the same rows had been contributed before, so that nothing was done.
    package let wasThere: Bool
    /// Which of them are duplicates, of what, and why.
    package let pairs: [RepeatedRow]

    package init(
        commit: UInt64, reveal: UInt64, acceptedCount: Int, duplicateCount: Int, wasThere: Bool,
        pairs: [RepeatedRow] = []
    ) {
        self.commit = commit
        self.reveal = reveal
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.wasThere = wasThere
        self.pairs = pairs
    }
}

/// Items that were committed to.
package struct EvaluationReceipt: Equatable, Sendable {
    /// The index of the commitment's entry.
    package let entry: UInt64
    /// How many items.
    package let itemCount: Int
    /// The root of their salted leaves.
    package let root: Digest

    package init(entry: UInt64, itemCount: Int, root: Digest) {
        self.entry = entry
        self.itemCount = itemCount
        self.root = root
    }
}

extension Intake {
    /// Opens a Datanet with the usual policy.
    package func foundDatanet(
        _ name: String, labels: [String], caller: Caller
    ) async throws -> UInt64 {
        try await foundDatanet(name, labels: labels, policy: nil, caller: caller)
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
    ///   - policy: the rules that it keeps for ever; nil for the usual ones or those that it has.
    ///   - caller: the operator.
    /// - Returns: the index of its entry, also when the same Datanet was there before.
    /// - Throws: ``ServiceRefusal``.
    func foundDatanet(
        _ name: String, labels: [String], policy: DatanetPolicy?, caller: Caller
    ) async throws -> UInt64

    /// Commits to hidden items that will judge a Datanet's contributors; the caller must be the
    /// operator.
    ///
    /// - Throws: ``ServiceRefusal``.
    func commitEvaluation(
        _ rows: [SubmittedRow], of datanet: String, caller: Caller
    ) async throws -> EvaluationReceipt

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
