package import Tensors

/// A linear classifier on TF-IDF terms: what a fine-tuned model has to beat to be worth its cost.
///
/// The cost C is the one of 0.1, 0.3 and 1 that is most accurate on the evaluation rows; of equal
/// ones the smallest.
package struct TFIDFLinear: Sendable {
    /// The costs tried.
    package static let costs: [Float] = [0.1, 0.3, 1]

    /// The cost chosen.
    package let cost: Float

    /// The share of evaluation rows that the chosen classifier gets right.
    package let evaluationAccuracy: Double

    private let terms: TFIDF
    private let classifier: LinearSVM

    /// Trains on one set of rows and chooses the cost on another.
    ///
    /// - Precondition: every text has a class below `classes`.
    package init(
        training texts: [String], labels: [Int], classes: Int, evaluation: [String],
        evaluationLabels: [Int], threads: ComputeThreads
    ) {
        let terms = TFIDF(fitting: texts)
        let classifiers = LinearSVM.trained(
            on: terms.matrix(of: texts), labels: labels, classes: classes, costs: Self.costs,
            threads: threads)
        let evaluationMatrix = terms.matrix(of: evaluation)
        let (best, accuracy) = BaselineAccuracy.best(of: Self.costs.indices) { candidate in
            BaselineAccuracy.share(
                of: classifiers[candidate].predictions(for: evaluationMatrix),
                equalTo: evaluationLabels)
        }
        self.terms = terms
        classifier = classifiers[best]
        cost = Self.costs[best]
        evaluationAccuracy = accuracy
    }

    /// The class of each text.
    package func predictions(for texts: [String]) -> [Int] {
        classifier.predictions(for: terms.matrix(of: texts))
    }
}
