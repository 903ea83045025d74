import Identity
import Money
import Wire

/// A Datanet and the accepted rows in it, by reveal.
struct DatanetRecord: Sendable {
    /// The rows that one reveal brought, with their numbers.
    struct RevealedRows: Sendable {
        let index: UInt64
        let contributor: AccountAddress
        let rows: Range<UInt32>
        let duplicateCount: UInt32
    }

    let owner: AccountAddress
    var reveals: [RevealedRows] = []

    var rowCount: UInt32 { reveals.last?.rows.upperBound ?? 0 }

    /// The accepted rows of all reveals before an index.
    func rowCount(below index: UInt64) -> UInt32 {
        reveals.last { $0.index < index }?.rows.upperBound ?? 0
    }

    /// Whose row a number is; nil for a number not given yet.
    func owner(ofRow row: UInt32) -> AccountAddress? {
        var (low, high) = (0, reveals.count)
        while low < high {
            let middle = (low + high) / 2
            if reveals[middle].rows.upperBound <= row { low = middle + 1 } else { high = middle }
        }
        guard low < reveals.count, reveals[low].rows.contains(row) else { return nil }
        return reveals[low].contributor
    }
}

/// Hidden items and whether they still are.
struct EvaluationRecord: Sendable {
    let commit: EvaluationCommit
    var isOpened = false
    /// Training runs on it that have not ended.
    var unfinished = 0
}

/// A commit to rows and whether it was opened.
struct ContributionRecord: Sendable {
    let commit: ContributionCommit
    /// The last index at which it may be revealed.
    let lastRevealIndex: UInt64
    var isRevealed = false
}

/// A training run and how it ended.
struct ManifestRecord: Sendable {
    enum Outcome: Equatable, Sendable {
        case unfinished
        case result(UInt64)
        case abort(AbortReason)
    }

    let commit: ManifestCommit
    var beacon: Digest?
    var outcome = Outcome.unfinished
}

/// A trained model and how often it was put on sale.
struct ResultRecord: Sendable {
    let result: TrainingResult
    var deployCount: UInt32 = 0
}
