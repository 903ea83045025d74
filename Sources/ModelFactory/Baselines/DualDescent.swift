/// The dual variables and weights of sixteen one-against-the-rest problems.
struct DualDescent {
    typealias Lanes = LinearSVM.Lanes

    /// A pass whose projected gradients span less ends the descent; no prediction on the committed
    /// sample changes below it.
    private static let tolerance: Float = 0.02
    private static let passLimit = 200

    private let features: SparseMatrix
    private let labels: [Int]
    private let firstClass: Int
    /// |x_i|² + 1; the 1 is the bias's.
    private let squares: [Float]
    private var duals: [Lanes]

    /// One vector a column.
    private(set) var weights: [Lanes]
    private(set) var bias = Lanes.zero

    /// All zero, for the classes from `firstClass` on.
    init(features: SparseMatrix, labels: [Int], firstClass: Int) {
        self.features = features
        self.labels = labels
        self.firstClass = firstClass
        squares = (0..<features.rowCount).map { row in
            features.elements(ofRow: row).reduce(1) {
                $0 + features.values[$1] * features.values[$1]
            }
        }
        duals = Array(repeating: .zero, count: features.rowCount)
        weights = Array(repeating: .zero, count: features.columnCount)
    }

    /// Passes over the rows until the optimum at `cost` is near.
    mutating func run(cost: Float, orders: [[Int]]) {
        for pass in 0..<Self.passLimit {
            var largest = Lanes(repeating: -.infinity)
            var smallest = Lanes(repeating: .infinity)
            for row in orders[pass % orders.count] {
                let gradient = step(row: row, diagonal: 1 / (2 * cost))
                largest.replace(with: gradient, where: gradient .> largest)
                smallest.replace(with: gradient, where: gradient .< smallest)
            }
            if (largest - smallest).max() <= Self.tolerance { return }
        }
    }

    /// Minimises over the row's sixteen dual variables; returns the projected gradients.
    private mutating func step(row: Int, diagonal: Float) -> Lanes {
        var signs = Lanes(repeating: -1)
        let lane = labels[row] - firstClass
        if lane >= 0 && lane < Lanes.scalarCount { signs[lane] = 1 }
        let dual = duals[row]
        let margin = signs * features.product(ofRow: row, with: weights, startingAt: bias)
        let gradient = margin - 1 + diagonal * dual
        let isIdle = dual .== .zero .& gradient .> .zero
        if all(isIdle) { return .zero }
        var updated = dual - gradient / (squares[row] + diagonal)
        updated.replace(with: 0, where: updated .< .zero)
        duals[row] = updated
        let change = (updated - dual) * signs
        for position in features.elements(ofRow: row) {
            weights[Int(features.columns[position])] += features.values[position] * change
        }
        bias += change
        return gradient.replacing(with: 0, where: isIdle)
    }
}
