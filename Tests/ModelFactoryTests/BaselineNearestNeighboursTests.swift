import ModelFactory
import Tensors
import Testing
import Wire

@Suite struct `Nearest neighbours` {
    @Test func `vote by cosine, whatever the lengths of the embeddings`() {
        let training = Matrix(rows: 4, columns: 2, values: [100, 1, 3, 0, 0, 0.1, 0.01, 1])
        let model = NearestNeighbours(
            training: training, labels: [0, 0, 1, 1], classes: 2,
            evaluation: Matrix(rows: 2, columns: 2, values: [1, 0.2, 0.2, 1]),
            evaluationLabels: [0, 1], threads: ComputeThreads(count: 1))
        // Two rows of each class vote equally; the cosines decide.
        #expect(model.setting == NearestNeighbours.settings[0])
        #expect(model.evaluationAccuracy == 1)
        let queries = Matrix(rows: 3, columns: 2, values: [50, 1, 0.001, 0.9, 0, 0])
        #expect(model.predictions(for: queries, threads: ComputeThreads(count: 1)) == [0, 1, 0])
    }

    @Test func `choose the setting on the evaluation rows`() {
        // One row of class 1 among eleven of class 0: only a single vote finds it,
        // because ten or five votes of cosine 0.4 outweigh one of cosine 1.
        let angles: [[Float]] = [[0, 1]] + (0..<11).map { [1, 0.4 + Float($0) * 0.01] }
        let model = NearestNeighbours(
            training: Matrix(rows: 12, columns: 2, values: angles.flatMap(\.self)),
            labels: [1] + Array(repeating: 0, count: 11), classes: 2,
            evaluation: Matrix(rows: 2, columns: 2, values: [0, 1, 1, 0]),
            evaluationLabels: [1, 0], threads: ComputeThreads(count: 1))
        #expect(model.evaluationAccuracy == 1)
        #expect(model.setting.neighbours == 1)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `are those of a search in double precision, with any number of threads`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "neighbours")
        let training = matrix(rows: 150, &random)
        let labels = (0..<150).map { _ in Int(random.below(5)) }
        let queries = matrix(rows: 130, &random)
        let expected = (0..<queries.rows).map { query in
            let ranked = (0..<150).map { row in
                (cosine(queries.row(query), training.row(row)), row)
            }.sorted { $0.0 > $1.0 }
            var votes = [(count: Int, cosines: Double)](repeating: (0, 0), count: 5)
            for (cosine, row) in ranked.prefix(10) {
                votes[labels[row]].count += 1
                votes[labels[row]].cosines += cosine
            }
            return votes.indices.max { votes[$0] < votes[$1] } ?? 0
        }
        // No evaluation rows: the first setting, ten equal votes, stands.
        let model = NearestNeighbours(
            training: training, labels: labels, classes: 5,
            evaluation: Matrix(rows: 0, columns: 12), evaluationLabels: [],
            threads: ComputeThreads(count: 1))
        #expect(model.setting.neighbours == 10 && !model.setting.isWeighted)
        for threads in [1, 2, 3] {
            let found = model.predictions(for: queries, threads: ComputeThreads(count: threads))
            #expect(found == expected)
        }
    }

    private func matrix(rows: Int, _ random: inout SeededBytes) -> Matrix {
        Matrix(
            rows: rows, columns: 12,
            values: (0..<rows * 12).map { _ in random.unitFloat() - 0.5 })
    }

    private func cosine(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Double {
        let pairs = zip(left.map(Double.init), right.map(Double.init))
        let product = pairs.reduce(0) { $0 + $1.0 * $1.1 }
        let squares = pairs.reduce((0, 0)) { ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
        return product / (squares.0 * squares.1).squareRoot()
    }
}
