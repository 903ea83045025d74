import Datanets
import Foundation
import ModelFactory
import Tensors
import Testing

@Suite struct `The linear classifier on TF-IDF` {
    /// Right answers of scikit-learn's `LinearSVC` on the first rows of the committed sample, with
    /// the cost that is best on the evaluation rows, the smallest of equal ones.
    static let peers: [(rows: Int, cost: Float, evaluation: Int, hidden: Int)] = [
        (1000, 0.3, 130, 413), (2000, 1, 282, 877),
    ]

    @Test(arguments: peers)
    func `is as accurate as scikit-learn's`(
        rows: Int, cost: Float, evaluation: Int, hidden: Int
    ) throws {
        let sample = try Self.sample().taking(rows: rows)
        let classifier = Self.classifier(of: sample, threads: 1)
        #expect(classifier.cost == cost)
        let right = classifier.evaluationAccuracy * Double(sample.evaluation.count)
        #expect(abs(Int(right.rounded()) - evaluation) <= 2)
        let predictions = classifier.predictions(for: sample.hidden.map(\.row.text))
        let labels = sample.hidden.map { sample.labels.classNumber(of: $0.row.label) }
        #expect(abs(zip(predictions, labels).count { $0 == $1 } - hidden) <= 5)
    }

    @Test func `predicts the same with any number of threads`() throws {
        let sample = try Self.sample().taking(rows: 400)
        let texts = sample.hidden.map(\.row.text)
        let predictions = [1, 2, 3].map {
            Self.classifier(of: sample, threads: $0).predictions(for: texts)
        }
        #expect(predictions[1] == predictions[0] && predictions[2] == predictions[0])
    }

    @Test func `separates classes that one word tells apart, over more than one group of lanes`() {
        // 20 classes: the last four descend in a second group of sixteen lanes.
        let texts = (0..<200).map { "word\($0 % 20)x number\($0)" }
        let labels = (0..<200).map { $0 % 20 }
        let classifier = TFIDFLinear(
            training: texts, labels: labels, classes: 20, evaluation: texts,
            evaluationLabels: labels, threads: ComputeThreads(count: 2))
        #expect(classifier.predictions(for: (0..<20).map { "word\($0)x" }) == Array(0..<20))
        #expect(classifier.evaluationAccuracy == 1 && classifier.cost == 0.1)
    }

    @Test func `answers the largest class when a text has no known term`() {
        let texts = ["aa aa", "aa aa bb", "aa bb aa", "cc dd", "cc dd"]
        let classifier = TFIDFLinear(
            training: texts, labels: [1, 1, 1, 0, 0], classes: 2, evaluation: [],
            evaluationLabels: [], threads: ComputeThreads(count: 1))
        #expect(classifier.predictions(for: ["", "zz", "cc", "aa"]) == [1, 1, 0, 1])
    }

    @Test(arguments: 1..<20)
    func `answers the more frequent class where all rows are alike`(positives: Int) {
        var features = SparseMatrix(columnCount: 1)
        for _ in 0..<21 { features.append([(0, 1)]) }
        let models = LinearSVM.trained(
            on: features, labels: (0..<21).map { $0 < positives ? 1 : 0 }, classes: 2,
            costs: [0.1, 1], threads: ComputeThreads(count: 1))
        for model in models {
            #expect(model.predictions(for: features).allSatisfy { $0 == (positives > 10 ? 1 : 0) })
        }
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

    private static func sample() throws -> DebianSample {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Sources/Node/Resources/debian-sample.tsv")
        return try DebianSample(fileBytes: [UInt8](try Data(contentsOf: file)))
    }
}
