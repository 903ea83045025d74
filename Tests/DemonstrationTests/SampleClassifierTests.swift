import Datanets
import Demonstration
import ModelFactory
import Tensors
import Testing

@Suite struct `The linear classifier on the committed sample` {
    /// Right answers of scikit-learn's `LinearSVC` on the first rows of the committed sample, with
    /// the cost that is best on the evaluation rows, the smallest of equal ones.
    static let peers: [(rows: Int, cost: Float, evaluation: Int, hidden: Int)] = [
        (1000, 0.3, 130, 413), (2000, 1, 282, 877),
    ]

    @Test(arguments: peers)
    func `is as accurate as scikit-learn's`(
        rows: Int, cost: Float, evaluation: Int, hidden: Int
    ) throws {
        let sample = try DebianSample.committed().taking(rows: rows)
        let classifier = Self.classifier(of: sample, threads: 1)
        #expect(classifier.cost == cost)
        let right = classifier.evaluationAccuracy * Double(sample.evaluation.count)
        #expect(abs(Int(right.rounded()) - evaluation) <= 2)
        let predictions = classifier.predictions(for: sample.hidden.map(\.row.text))
        let labels = sample.hidden.map { sample.labels.classNumber(of: $0.row.label) }
        #expect(abs(zip(predictions, labels).count { $0 == $1 } - hidden) <= 5)
    }

    @Test func `predicts the same with any number of threads`() throws {
        let sample = try DebianSample.committed().taking(rows: 400)
        let texts = sample.hidden.map(\.row.text)
        let predictions = [1, 2, 3].map {
            Self.classifier(of: sample, threads: $0).predictions(for: texts)
        }
        #expect(predictions[1] == predictions[0] && predictions[2] == predictions[0])
    }

    private static func classifier(of sample: DebianSample, threads: Int) -> TFIDFLinear {
        func classes(_ items: [DebianSample.Item]) -> [Int] {
            items.compactMap { sample.labels.classNumber(of: $0.row.label) }
        }
        return TFIDFLinear(
            training: sample.train.map(\.row.text), labels: classes(sample.train),
            classes: sample.labels.count, evaluation: sample.evaluation.map(\.row.text),
            evaluationLabels: classes(sample.evaluation),
            threads: ComputeThreads(count: threads))
    }
}
