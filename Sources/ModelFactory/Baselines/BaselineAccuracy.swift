/// How settings are chosen: by the share of evaluation rows that come out right.
enum BaselineAccuracy {
    /// The share of predictions that are right; 0 of none.
    static func share(of predictions: [Int], equalTo labels: [Int]) -> Double {
        precondition(predictions.count == labels.count, "Every prediction has a label.")
        let right = zip(predictions, labels).count { $0 == $1 }
        return predictions.isEmpty ? 0 : Double(right) / Double(predictions.count)
    }

    /// The first candidate of those with the highest accuracy.
    static func best(
        of candidates: Range<Int>, accuracy: (Int) -> Double
    ) -> (candidate: Int, accuracy: Double) {
        var best = (candidate: candidates.lowerBound, accuracy: -1.0)
        for candidate in candidates {
            let found = accuracy(candidate)
            if found > best.accuracy { best = (candidate, found) }
        }
        return best
    }
}
