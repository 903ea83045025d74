import Economy
package import Identity
package import Money
package import Wire

/// A contribution that was opened.
package struct RevealedContribution: Equatable, Sendable {
    /// The index of the reveal.
    package let index: UInt64
    /// The index of the commit.
    package let commitIndex: UInt64
    /// The commit.
    package let commit: ContributionCommit
    /// The reveal.
    package let fields: ContributionReveal
    /// The numbers of its accepted rows in the Datanet.
    package let rows: Range<UInt32>
}

/// Money that came in.
package struct RecordedDeposit: Equatable, Sendable {
    /// The index of the entry.
    package let index: UInt64
    /// Who got it.
    package let account: AccountAddress
    /// How much.
    package let amount: Amount
}

/// What became of a manifest.
package struct TrainingRunRecord: Equatable, Sendable {
    /// How a run ended.
    package enum Outcome: Equatable, Sendable {
        /// Not yet.
        case unfinished
        /// With the result at an index.
        case result(UInt64)
        /// Without a model.
        case abort(AbortReason)
    }

    /// The index of the manifest.
    package let index: UInt64
    /// The manifest.
    package let commit: ManifestCommit
    /// The secret that the second key has shown.
    package internal(set) var beacon: Digest?
    /// How the run ended.
    package internal(set) var outcome = Outcome.unfinished
    /// The deploys of its result, in their order.
    package internal(set) var deploys: [UInt64] = []
    /// Whether the evaluation's items are opened.
    package internal(set) var isEvaluationOpened = false

    init(index: UInt64, commit: ManifestCommit) {
        self.index = index
        self.commit = commit
    }

    /// The index of the result.
    package var result: UInt64? {
        switch outcome {
        case .result(let index): index
        case .unfinished, .abort: nil
        }
    }
}

/// How the training runs of a maker ended.
struct TrainingRunCounts: Sendable {
    var results = 0
    var aborts = 0
    var unfinished = 0

    mutating func end(_ outcome: TrainingRunRecord.Outcome) {
        switch outcome {
        case .unfinished: return
        case .result: results += 1
        case .abort: aborts += 1
        }
        unfinished -= 1
    }
}

/// A Datanet and the accepted rows in it, by reveal.
struct DatanetRecord: Sendable {
    let owner: AccountAddress
    /// Nil in layout 1, which has none.
    let policy: DatanetPolicy?
    private(set) var reveals: [RevealedContribution] = []
    private(set) var counts: [AccountAddress: (acceptedRows: UInt64, duplicates: UInt64)] = [:]

    init(owner: AccountAddress, policy: DatanetPolicy?) {
        self.owner = owner
        self.policy = policy
    }

    var layout: UInt8 {
        guard let policy else { return 1 }
        return policy.evaluator == nil ? 2 : 3
    }

    /// What an evaluation that gates the contributors of these rows has to be.
    var verdictTerms: VerdictTerms { VerdictTerms(owner: owner, policy: policy) }

    var rowCount: UInt32 { reveals.last?.rows.upperBound ?? 0 }

    mutating func add(_ reveal: RevealedContribution) {
        reveals.append(reveal)
        let account = reveal.commit.contributor
        counts[account, default: (0, 0)].acceptedRows += UInt64(reveal.fields.acceptedCount)
        counts[account, default: (0, 0)].duplicates += UInt64(reveal.fields.duplicateCount)
    }

    /// The accepted rows of all reveals before an index.
    func rowCount(below index: UInt64) -> UInt32 {
        let end = firstReveal { $0.index >= index }
        return end == 0 ? 0 : reveals[end - 1].rows.upperBound
    }

    /// Whose row a number is; nil for a number not given yet.
    func owner(ofRow row: UInt32) -> AccountAddress? {
        let position = firstReveal { $0.rows.upperBound > row }
        guard position < reveals.count, reveals[position].rows.contains(row) else { return nil }
        return reveals[position].commit.contributor
    }

    /// The position of the first reveal of which something holds that holds of all later ones.
    private func firstReveal(where holds: (RevealedContribution) -> Bool) -> Int {
        var (low, high) = (0, reveals.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(reveals[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Hidden items and whether they still are.
struct EvaluationRecord: Sendable {
    let commit: EvaluationCommit
    /// Training runs on it that have not ended.
    var unfinished = 0
    /// Whether a manifest has named it: its items then gate nobody any more.
    var isUsed = false
    /// The entry that opened it, and the result it was opened with.
    var opened: (index: UInt64, result: UInt64)?

    var isOpened: Bool { opened != nil }
}

/// A commit to rows and what became of it.
struct ContributionRecord: Sendable {
    let commit: ContributionCommit
    /// The last index at which it may be revealed.
    let lastRevealIndex: UInt64
    var reveal: RevealedContribution?

    var isRevealed: Bool { reveal != nil }
}

/// Whose a model's name is.
struct NameRecord: Sendable {
    let holder: AccountAddress
    /// Manifests of the name that did not end in an abort; without any the name is free.
    var claims = 0
}

/// A trained model and when it was put on sale.
struct ResultRecord: Sendable {
    let result: TrainingResult
    var deploys: [UInt64] = []

    var deployCount: UInt32 { UInt32(deploys.count) }
}
