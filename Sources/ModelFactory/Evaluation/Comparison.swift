/// How often a classifier is right on rows that nobody tuned on.
package struct Accuracy: Equatable, Sendable {
    /// Whether each row's answer was right.
    package let hits: [Bool]

    /// Compares predictions with the truth, row by row.
    package init(_ predictions: [Int], truth: [Int]) {
        precondition(predictions.count == truth.count)
        hits = zip(predictions, truth).map { $0 == $1 }
    }

    /// The share of right answers.
    package var value: Double {
        hits.isEmpty ? 0 : Double(hits.count { $0 }) / Double(hits.count)
    }

    /// The binomial standard error, √(p (1 − p) / n).
    package var standardError: Double {
        hits.isEmpty ? 0 : (value * (1 - value) / Double(hits.count)).squareRoot()
    }

    /// How many standard errors this one lies above another on the same rows: with b rows right
    /// here alone and c there alone, (b − c) / √(b + c) (McNemar 1947).
    package func pairedDeviations(over other: Accuracy) -> Double {
        precondition(hits.count == other.hits.count)
        let pairs = zip(hits, other.hits)
        let ahead = Double(pairs.count { $0 && !$1 })
        let behind = Double(pairs.count { !$0 && $1 })
        return ahead + behind == 0 ? 0 : (ahead - behind) / (ahead + behind).squareRoot()
    }
}
