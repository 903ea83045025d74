import Tensors
import Testing

@Suite struct `A product with quantised weights` {
    /// Columns of random integers, with scales and offsets such as a file has them.
    static func blocks(
        _ depth: Int, _ columns: Int, block: Int, _ width: BlockPanels.Width, seed: UInt32
    ) -> BlockPanels {
        var samples = Samples(seed: seed)
        return BlockPanels(depth: depth, columns: columns, blockLength: block, width: width) { _ in
            let count = depth / block
            return BlockPanels.Column(
                integers: (0..<depth).map { _ in
                    let unit = samples.next()
                    return width == .four ? Int8(8 + unit * 7.9) : Int8(unit * 127.9)
                },
                scales: (0..<count).map { _ in Float(Float16(samples.next())) },
                offsets: (0..<count).map { _ in
                    width == .four ? Float(Float16(samples.next())) : -0.0
                })
        }
    }

    static let shapes = [
        (1, 16, 32, 32), (1, 96, 576, 32), (2, 80, 64, 32), (3, 17, 96, 16), (4, 48, 256, 32),
        (5, 33, 288, 32), (8, 64, 64, 16), (9, 47, 576, 32), (13, 96, 320, 32), (100, 35, 64, 16),
    ]

    @Test(arguments: [BlockPanels.Width.four, .eight])
    func `is that with the same weights as numbers`(width: BlockPanels.Width) {
        let threads = [ComputeThreads(count: 1), ComputeThreads(count: 3)]
        for (rows, columns, depth, block) in Self.shapes {
            let panels = Self.blocks(depth, columns, block: block, width, seed: UInt32(depth))
            var plain = Matrix(rows: depth, columns: columns)
            for column in 0..<columns {
                for (row, value) in panels.column(column).enumerated() {
                    plain[row, column] = value
                }
            }
            var samples = Samples(seed: 5)
            let (x, bias) = (samples.matrix(rows, depth), samples.vector(columns))
            let packed = PackedMatrix(plain)
            for team in threads {
                let product = x.times([.blocks(panels)], on: team)
                #expect(bits(product.values) == bits(x.times(packed).values))
                let begun = x.times([.blocks(panels)], bias: bias, on: team)
                #expect(bits(begun.values) == bits(x.times(packed, bias: bias).values))
                let floats = x.times([.floats(packed)], bias: bias, on: team)
                #expect(bits(begun.values) == bits(floats.values))
                let both = x.times(
                    [.blocks(panels), .floats(packed)], bias: bias + bias, on: team)
                for row in 0..<rows {
                    #expect(bits(both.row(row)) == bits(begun.row(row)) + bits(begun.row(row)))
                }
            }
        }
    }

    @Test func `takes columns as they were given`() {
        let integers = (0..<32).map { Int8($0 % 16) }
        let panels = BlockPanels(depth: 32, columns: 17, blockLength: 16, width: .four) { column in
            BlockPanels.Column(
                integers: integers, scales: [0.5, Float(column)], offsets: [-1, 0.25])
        }
        let expected =
            integers[..<16].map { 0.5 * Float($0) - 1 }
            + integers[16...].map { 3 * Float($0) + 0.25 }
        #expect(panels.column(3) == expected)
        // Two panels of 32 rows: half a byte an element, and two floats a block and column.
        #expect(panels.byteCount == 2 * (16 * 32 / 2 + 2 * 2 * 16 * 4))
    }

    @Test func `packs what is in a float matrix`() {
        var samples = Samples(seed: 9)
        let matrix = samples.matrix(20, 37)
        let packed = PackedWeights.floats(PackedMatrix(matrix))
        for column in [0, 15, 16, 36] {
            #expect(packed.column(column) == (0..<20).map { matrix[$0, column] })
        }
        #expect(packed.inputs == 20 && packed.outputs == 37)
    }
}
