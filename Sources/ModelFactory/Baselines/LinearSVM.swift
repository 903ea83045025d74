package import Tensors
internal import Wire

/// One linear classifier a class against the rest, with squared hinge loss and an L2 penalty.
///
///     min over w, b of ½ (|w|² + b²) + C Σ_i max(0, 1 − y_i (w · x_i + b))²
///
/// solved in the dual by coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008,
/// doi:10.1145/1390156.1390208, algorithm 1), as liblinear and scikit-learn's `LinearSVC` do.
/// Sixteen classes descend at once, one in each lane of a vector: they see the rows in the same
/// order and do not touch each other.
package struct LinearSVM: Sendable {
    typealias Lanes = SIMD16<Float>

    private let classes: Int
    /// By group of classes: one vector per column of the features.
    private let weights: [[Lanes]]
    /// By group of classes.
    private let biases: [Lanes]

    /// Trains a classifier at each cost, ascending, each starting from the one before.
    ///
    /// - Precondition: there is a label per row, each below `classes`, and the costs ascend.
    package static func trained(
        on features: SparseMatrix, labels: [Int], classes: Int, costs: [Float],
        threads: ComputeThreads
    ) -> [LinearSVM] {
        precondition(labels.count == features.rowCount, "Every row has a label.")
        precondition(labels.allSatisfy { $0 < classes }, "Every label is a class.")
        precondition(zip(costs, costs.dropFirst()).allSatisfy(<), "The costs ascend.")
        let orders = Self.orders(rows: features.rowCount)
        let groups = (classes + Lanes.scalarCount - 1) / Lanes.scalarCount
        let solved = threads.map(groups) { group in
            var descent = DualDescent(
                features: features, labels: labels, firstClass: group * Lanes.scalarCount)
            return costs.map { cost in
                descent.run(cost: cost, orders: orders)
                return (weights: descent.weights, bias: descent.bias)
            }
        }
        return costs.indices.map { cost in
            LinearSVM(
                classes: classes, weights: solved.map { $0[cost].weights },
                biases: solved.map { $0[cost].bias })
        }
    }

    /// The class with the largest margin for each row; of equal ones the lower number.
    package func predictions(for features: SparseMatrix) -> [Int] {
        (0..<features.rowCount).map { row in
            var best = (margin: -Float.infinity, label: 0)
            for group in weights.indices {
                let margins = features.product(
                    ofRow: row, with: weights[group], startingAt: biases[group])
                for lane in 0..<Lanes.scalarCount {
                    let label = group * Lanes.scalarCount + lane
                    if label < classes && margins[lane] > best.margin {
                        best = (margins[lane], label)
                    }
                }
            }
            return best.label
        }
    }

    /// A few random orders of the rows, taken in turn: a fixed order converges slowly.
    private static func orders(rows: Int) -> [[Int]] {
        var random = SeededBytes(seed: 1, label: "openledger/linear-svm/order")
        return (0..<8).map { _ in
            var order = Array(0..<rows)
            random.shuffle(&order)
            return order
        }
    }
}

extension SparseMatrix {
    /// start + Σ over a row's elements of value · vector[column], in two chains.
    func product(
        ofRow row: Int, with vectors: [LinearSVM.Lanes], startingAt start: LinearSVM.Lanes
    ) -> LinearSVM.Lanes {
        var even = start
        var odd = LinearSVM.Lanes.zero
        let range = elements(ofRow: row)
        var position = range.lowerBound
        while position + 1 < range.upperBound {
            even += values[position] * vectors[Int(columns[position])]
            odd += values[position + 1] * vectors[Int(columns[position + 1])]
            position += 2
        }
        if position < range.upperBound {
            even += values[position] * vectors[Int(columns[position])]
        }
        return even + odd
    }
}
