import ModelFactory
import Tensors
import Testing

@Suite struct `The linear classifier on TF-IDF` {
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
}
