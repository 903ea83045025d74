import Testing
import VectorTestKit
import Wire

/// Streams are those of docs/formats/vectors, which another implementation wrote.
@Suite struct `The conformance vectors of streams` {
    @Test func `hold bytes, orders, bounded numbers and fractions`() throws {
        for vector in try ConformanceVector.all(of: "stream", in: "choices") {
            let (seed, label) = (try vector.bytes("seed"), try vector.text("label"))
            let count = try vector.size("count")
            let start =
                if let digest = Digest(seed) {
                    SeededBytes(digest: digest, label: label)
                } else {
                    SeededBytes(seed: seed.reduce(0) { $0 << 8 | UInt64($1) }, label: label)
                }
            var (bytes, shuffling, bounded, fractions) = (start, start, start, start)
            #expect(bytes.bytes(40) == (try vector.expectedBytes("bytes")))
            var order = Array(0..<UInt8(count))
            shuffling.shuffle(&order)
            #expect(order == (try vector.expectedBytes("order")))
            let below = (0..<count).map { _ in UInt8(bounded.below(200)) }
            #expect(below == (try vector.expectedBytes("below")))
            let floats = (0..<count).map { _ in fractions.unitFloat() }
            #expect(bitPatterns(floats) == (try vector.expectedBits("floats")))
        }
    }
}
