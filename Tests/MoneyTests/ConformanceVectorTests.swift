import Money
import Testing
import VectorTestKit

/// Shares are those of docs/formats/vectors, which another implementation wrote.
@Suite struct `The conformance vectors of shares` {
    @Test func `hold parts per billion`() throws {
        for vector in try ConformanceVector.all(of: "parts per billion", in: "choices") {
            let bytes = try vector.bytes("numbers")
            let numbers = stride(from: 0, to: bytes.count, by: 8).map { place in
                Double(
                    bitPattern: bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) })
            }
            let rest = try #require(numbers.last)
            let parts = try PartsPerBillion.quantised(Array(numbers.dropLast()), rest: rest)
            let found = (parts.shares + [parts.rest]).flatMap { part in
                (0..<4).map { UInt8(truncatingIfNeeded: part.value >> UInt32(24 - 8 * $0)) }
            }
            #expect(found == (try vector.expectedBytes("parts")))
        }
    }
}
