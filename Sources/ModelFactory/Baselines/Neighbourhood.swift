internal import Tensors

/// Training embeddings of length 1, searched in full.
struct Neighbourhood: Sendable {
    struct Neighbour: Equatable {
        let row: Int
        let cosine: Float
    }

    private static let blockRows = 64

    private let labels: [Int]
    private let classes: Int
    private let packed: PackedMatrix

    init(training: Matrix, labels: [Int], classes: Int) {
        precondition(labels.count == training.rows, "Every row has a label.")
        precondition(labels.allSatisfy { $0 >= 0 && $0 < classes }, "Every label is a class.")
        self.labels = labels
        self.classes = classes
        packed = PackedMatrix(transposing: Self.normalised(training))
    }

    /// The nearest training rows of each query, nearest first; of equally near ones the earlier
    /// row first.
    func nearest(to queries: Matrix, count: Int, threads: ComputeThreads) -> [[Neighbour]] {
        let blocks = (queries.rows + Self.blockRows - 1) / Self.blockRows
        return threads.map(blocks) { block in
            let range = block * Self.blockRows..<min((block + 1) * Self.blockRows, queries.rows)
            // [block, training rows]
            let cosines = Self.normalised(queries.rows(range)).times(packed)
            return (0..<cosines.rows).map { Self.largest(of: cosines.row($0), count: count) }
        }.flatMap(\.self)
    }

    /// The class with most votes; of equal ones the one with the larger sum of cosines, then the
    /// lower number.
    func vote(_ neighbours: [Neighbour], _ setting: NearestNeighbours.Setting) -> Int {
        var votes = [(votes: Float, cosines: Float)](repeating: (0, 0), count: classes)
        for neighbour in neighbours.prefix(setting.neighbours) {
            let label = labels[neighbour.row]
            votes[label].votes += setting.isWeighted ? neighbour.cosine : 1
            votes[label].cosines += neighbour.cosine
        }
        var best = 0
        for label in votes.indices where votes[label] > votes[best] { best = label }
        return best
    }

    private static func largest(of cosines: ArraySlice<Float>, count: Int) -> [Neighbour] {
        var kept: [Neighbour] = []
        for (row, cosine) in cosines.enumerated() {
            if kept.count == count, let last = kept.last, cosine <= last.cosine { continue }
            let place = kept.firstIndex { cosine > $0.cosine } ?? kept.count
            kept.insert(Neighbour(row: row, cosine: cosine), at: place)
            if kept.count > count { kept.removeLast() }
        }
        return kept
    }

    /// Rows of length 1; a row of zeros stays one.
    private static func normalised(_ matrix: Matrix) -> Matrix {
        var result = matrix
        for row in 0..<matrix.rows {
            let length = matrix.row(row).dot(matrix.row(row)).squareRoot()
            guard length > 0 else { continue }
            for column in 0..<matrix.columns { result[row, column] /= length }
        }
        return result
    }
}
