import Tensors
import Testing

@Suite struct `Many numbers` {
    @Test(arguments: [0, 1, 15, 16, 17, 203, 1000])
    func `are left out by group, searched and reduced by blocks as loops would`(count: Int) {
        var samples = Samples(seed: UInt32(count))
        let values = samples.vector(count, scale: 2)
        let groups = values.indices.map { Int32($0 * 7 % 5) }
        #expect(
            values.magnitudes(outside: 3, of: groups)
                == zip(values, groups).map { $1 != 3 ? abs($0) : 0 })
        for length in [1, 5, 16, 17, 64, 2000] {
            #expect(
                values.maxima(ofBlocks: length)
                    == stride(from: 0, to: count, by: length).compactMap {
                        values[$0..<min($0 + length, count)].max()
                    })
        }
        for threshold: Float in [-3, -0.5, 0, 0.7, 3] {
            #expect(
                values.positions(above: threshold)
                    == values.indices.filter { values[$0] > threshold }.map { UInt32($0) })
        }
        var product = values
        let factors = samples.vector(count, scale: 1)
        product.multiply(by: factors)
        #expect(product == zip(values, factors).map { $0 * $1 })
    }

    @Test func `that are infinite are left out like others`() {
        let values: [Float] = [.infinity, -.infinity, 1]
        #expect(values.magnitudes(outside: 4, of: [4, 1, 1]) == [0, .infinity, 1])
    }
}
