internal import Datanets
internal import LanguageModels
package import Tensors

/// Three classifiers that anyone would try first, each tuned on the evaluation rows, so that a
/// model that beats them has earned it.
package struct BaselineComparison: Sendable {
    package let nearestNeighbours: Accuracy
    package let logisticRegression: Accuracy
    package let tfidfLinear: Accuracy

    /// Labelled texts with their frozen features.
    package struct Split: Sendable {
        package let texts: [String]
        package let labels: [Int]
        package let features: Matrix

        package init(texts: [String], labels: [Int], features: Matrix) {
            self.texts = texts
            self.labels = labels
            self.features = features
        }
    }

    private static let penalties: [Float] = [0.3, 0.1, 0.03, 0.01, 0.003]
    private static let steps = 40

    package init(
        training: Split, evaluation: Split, hidden: Split, classes: Int, threads: ComputeThreads
    ) {
        let neighbours = NearestNeighbours(
            training: training.features, labels: training.labels, classes: classes,
            evaluation: evaluation.features, evaluationLabels: evaluation.labels,
            threads: threads)
        nearestNeighbours = Accuracy(
            neighbours.predictions(for: hidden.features, threads: threads), truth: hidden.labels)
        let linear = TFIDFLinear(
            training: training.texts, labels: training.labels, classes: classes,
            evaluation: evaluation.texts, evaluationLabels: evaluation.labels, threads: threads)
        tfidfLinear = Accuracy(linear.predictions(for: hidden.texts), truth: hidden.labels)
        let regression = Self.regression(training, evaluation, classes, threads)
        logisticRegression = Accuracy(
            Classifier.strongest(regression.logits(hidden.features)), truth: hidden.labels)
    }

    /// Logistic regression on frozen features with the penalty that is best on the evaluation rows.
    package static func regression(
        _ training: Split, _ evaluation: Split, _ classes: Int, _ threads: ComputeThreads
    ) -> SoftmaxRegression.Parameters {
        let problem = SoftmaxRegression(
            features: training.features, labels: training.labels, classes: classes)
        var fit = SoftmaxRegression.Parameters(
            classes: classes, features: training.features.columns)
        var best: (accuracy: Double, fit: SoftmaxRegression.Parameters)?
        for penalty in penalties {
            fit = problem.minimised(from: fit, l2: penalty, steps: steps, threads: threads)
            let accuracy = Accuracy(
                Classifier.strongest(fit.logits(evaluation.features)), truth: evaluation.labels
            ).value
            if best.map({ accuracy > $0.accuracy }) ?? true { best = (accuracy, fit) }
        }
        return best?.fit ?? fit
    }
}
