import Tensors
import Testing

@Suite struct `Quantised rows` {
    @Test(arguments: [1, 15, 16, 17, 383, 384, 1000])
    func `have exact integer products`(columns: Int) throws {
        var samples = Samples(seed: UInt32(columns))
        let rows = QuantisedRows(samples.matrix(9, columns))
        let one = QuantisedRows(samples.matrix(1, columns))
        let found = rows.products(with: one)
        for row in 0..<9 {
            var exact = 0
            for column in 0..<columns {
                exact += Int(rows.integers[row * columns + column]) * Int(one.integers[column])
            }
            let factor = rows.scales[row] * one.scales[0]
            #expect(found[row].bitPattern == (Float(exact) * factor).bitPattern)
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 23, 384])
    func `have the same products in panels`(columns: Int) {
        var samples = Samples(seed: UInt32(columns))
        for count in [0, 1, 15, 16, 17, 33, 100] {
            let rows = QuantisedRows(samples.matrix(count, columns))
            let one = QuantisedRows(samples.matrix(1, columns))
            let found = QuantisedPanels(rows).products(with: one)
            #expect(found.map(\.bitPattern) == rows.products(with: one).map(\.bitPattern))
        }
    }

    @Test func `hold the largest products of the longest rows`() throws {
        let columns = 100_000
        let full = try #require(
            QuantisedRows(
                columns: columns, scales: [1],
                integers: [Int8](repeating: -127, count: columns)))
        #expect(full.products(with: full) == [Float(127 * 127 * columns)])
        #expect(QuantisedPanels(full).products(with: full) == [Float(127 * 127 * columns)])
    }

    @Test(arguments: [Float(1e-30), 1e-3, 1, 1e30])
    func `come back within half a step`(scale: Float) {
        var samples = Samples(seed: 16)
        let matrix = samples.matrix(11, 37, scale: scale)
        let rows = QuantisedRows(matrix)
        let back = rows.matrix
        for row in 0..<11 {
            let largest = matrix.row(row).reduce(0) { max($0, abs($1)) }
            #expect(abs(rows.scales[row] - largest / 127) <= largest * 1e-7)
            #expect(rows.integers[row * 37..<(row + 1) * 37].contains { abs($0) == 127 })
            for column in 0..<37 {
                let away = abs(back[row, column] - matrix[row, column])
                #expect(away <= rows.scales[row] * 0.50001)
            }
        }
        #expect(QuantisedRows(back).integers == rows.integers)
    }

    @Test func `of nothing but zeros, or of numbers too small for a scale, are zeros`() {
        for value: Float in [0, -0.0, .leastNonzeroMagnitude, 0x1p-133, 1e-37] {
            let rows = QuantisedRows(Matrix(rows: 2, columns: 2, values: [value, 0, 1, -1]))
            #expect(rows.integers == [0, 0, 127, -127])
            #expect(rows.scales == [0, 1 / 127])
            #expect(rows.products(with: rows) == [0, 0])
        }
    }

    @Test func `are read back only where their parts agree`() {
        #expect(QuantisedRows(columns: 2, scales: [1, 1], integers: [1, 2, 3, -127]) != nil)
        #expect(QuantisedRows(columns: 2, scales: [], integers: []) != nil)
        #expect(QuantisedRows(columns: 2, scales: [1, 1], integers: [1, 2, 3]) == nil)
        #expect(QuantisedRows(columns: 0, scales: [], integers: []) == nil)
        #expect(QuantisedRows(columns: 100_001, scales: [], integers: []) == nil)
        #expect(QuantisedRows(columns: -1, scales: [1], integers: [1]) == nil)
        #expect(QuantisedRows(columns: 1, scales: [1], integers: [-128]) == nil)
        #expect(QuantisedRows(columns: 1, scales: [.nan], integers: [1]) == nil)
        #expect(QuantisedRows(columns: 1, scales: [.infinity], integers: [1]) == nil)
    }
}
