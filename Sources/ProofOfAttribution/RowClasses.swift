internal import Tensors

/// The classes of an index's rows, and what rows of other classes than an answer's reach by chance.
struct RowClasses: Sendable {
    private let labels: [Int32]
    private let counts: [Int32: Int]

    /// The rows' labels.
    init(_ labels: [Int]) {
        let labels = labels.map { Int32($0) }
        self.labels = labels
        counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// The stated quantile of |c| over the rows of other classes; 0 where there are none.
    func chanceThreshold(_ scores: [Float], label: Int, quantileMillis: Int) -> Float {
        let label = Int32(label)
        let others = labels.count - counts[label, default: 0]
        guard others > 0 else { return 0 }
        let rank = max(0, (others * quantileMillis + 999) / 1000 - 1)
        // The zeros of the answer's own class come after all others: ranks from above stay.
        return scores.magnitudes(outside: label, of: labels).selectedLargest(others - 1 - rank)
    }
}
