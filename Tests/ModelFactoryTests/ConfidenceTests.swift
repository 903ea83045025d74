import Foundation
import Ledger
import ModelFactory
import Tensors
import Testing
import Wire

@Suite struct `A classifier's confidence` {
    /// Computed with 40 decimal digits.
    static let known: [(logits: [Float], label: Int, parts: UInt32)] = [
        ([0], 0, 1_000_000), ([0, 0], 0, 500_000), ([0, 0, 0], 0, 333_333),
        ([1.5, -0.25, 0.75], 0, 607_481), ([-3.25, -3.5, -7, -3.125], 3, 386_019),
        ([0, 16], 1, 999_999), ([13, 0], 0, 999_997), ([0, 0.0009765625], 1, 500_244),
        ([2.5, 2.5, 2.25, -40, 1], 0, 333_118), ([10.5, 3.25, -2, 8.125, 8.75], 0, 788_953),
        // What is too little for a float is nothing, however far apart finite logits are.
        ([200, 0], 0, 1_000_000), ([-1e38, 3e38], 1, 1_000_000),
        (Array(repeating: 7, count: 64), 0, 15_625),
    ]

    @Test(arguments: known)
    func `is the softmax of its answer's logit, cut off to parts per million`(
        logits: [Float], label: Int, parts: UInt32
    ) {
        let decision = Classifier.decisions(
            ofLogits: Matrix(rows: 1, columns: logits.count, values: logits))
        #expect(decision.map(\.label) == [label])
        #expect(decision.map(\.confidence.partsPerMillion) == [parts])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `is what double precision gives, and depends on no other row`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "logits")
        let (rows, columns) = (1 + Int(random.below(9)), 1 + Int(random.below(70)))
        let scale = Float([1, 8, 40][Int(random.below(3))])
        let values = (0..<rows * columns).map { _ in (random.unitFloat() - 0.5) * scale }
        let logits = Matrix(rows: rows, columns: columns, values: values)
        let decisions = Classifier.decisions(ofLogits: logits)
        for row in 0..<rows {
            let own = Array(logits.row(row))
            let highest = own.max() ?? 0
            let exact = 1 / own.reduce(0) { $0 + exp(Double($1) - Double(highest)) }
            let parts = Double(decisions[row].confidence.partsPerMillion)
            // Single precision may fall on the other side of a whole number.
            #expect(parts <= exact * 1e6 + 0.5 && parts > exact * 1e6 - 1.5)
            #expect(own[decisions[row].label] == highest)
            let alone = Classifier.decisions(
                ofLogits: Matrix(rows: 1, columns: columns, values: own))
            #expect(alone == [decisions[row]])
        }
    }
}
