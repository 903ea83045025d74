import Testing
import Wire

@Suite struct `A seeded stream` {
    /// Computed with Python's hashlib from the definition.
    static let expected = """
        5f47343ff267ef98238faec376a717dede5a24ba2fb51248e76e3f8d73d706efd288504842e6d5a1192a2600\
        3749c2a847868260c35fa5c61264483e3b6bbf01ab2c6a77710f62378808f9f0019d9118
        """

    @Test func `is SHA-256 in counter mode`() throws {
        var stream = SeededBytes(seed: 7, label: "row order")
        #expect(Hex.encode(stream.bytes(80)) == Self.expected)
        let digest = try #require(Digest([UInt8](0..<32)))
        var other = SeededBytes(digest: digest, label: "row order")
        #expect(
            Hex.encode(other.bytes(40))
                == "6165e4570487629e53e81bc925e225f0d01499aafbd57cde41f74164c7e5249f09665b8feebccf98"
        )
    }

    @Test func `gives words, bytes and bits of the same stream`() {
        var words = SeededBytes(seed: 7, label: "row order")
        #expect(words.next() == 0x5f47_343f_f267_ef98)
        #expect(words.bytes(3) == [0x23, 0x8f, 0xae])
        var floats = SeededBytes(seed: 7, label: "row order")
        let expected: [Float] = [6_244_148, 2_330_542, 14_572_068]
        #expect(expected.map { $0 / 16_777_216 } == (0..<3).map { _ in floats.unitFloat() })
    }

    @Test func `differs with seed and label`() {
        var streams = [
            SeededBytes(seed: 1, label: "a"), SeededBytes(seed: 2, label: "a"),
            SeededBytes(seed: 1, label: "b"), SeededBytes(digest: .sha256([]), label: "a"),
        ]
        let drawn = streams.indices.map { streams[$0].next() }
        #expect(Set(drawn).count == drawn.count)
    }

    @Test func `shuffles as Fisher and Yates do`() {
        var stream = SeededBytes(seed: 7, label: "row order")
        var numbers = Array(0..<10)
        stream.shuffle(&numbers)
        #expect(numbers == [4, 8, 6, 9, 7, 1, 5, 0, 3, 2])
        var single = [1]
        stream.shuffle(&single)
        #expect(single == [1])
        var none: [Int] = []
        stream.shuffle(&none)
        #expect(none.isEmpty)
    }

    @Test func `draws again what would favour small numbers`() {
        // Below 2^63 + 1 nearly half of the draws are thrown away: seven here give four.
        var stream = SeededBytes(seed: 7, label: "row order")
        let drawn = (0..<4).map { _ in stream.below(1 << 63 + 1) }
        let expected: [UInt64] = [
            6_865_513_606_204_092_312, 2_562_458_867_529_619_422, 1_813_303_582_339_482_280,
            5_153_950_175_678_408_134,
        ]
        #expect(drawn == expected)
    }

    @Test func `draws every number below a bound about as often`() {
        var stream = SeededBytes(seed: 1, label: "uniform")
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<7_000 { counts[Int(stream.below(7))] += 1 }
        // Five standard deviations of a binomial with n = 7,000 and p = 1/7.
        #expect(counts.allSatisfy { abs($0 - 1_000) < 147 })
        for _ in 0..<20 { #expect(stream.below(1) == 0) }
        for _ in 0..<1_000 { #expect((0..<1).contains(stream.unitFloat())) }
    }

    @Test func `reaches every order of three`() {
        var stream = SeededBytes(seed: 1, label: "orders")
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6_000 {
            var order = [0, 1, 2]
            stream.shuffle(&order)
            counts[order, default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 145 })
    }

    @Test func `stops the program when nothing can be below the bound`() async {
        await #expect(processExitsWith: .failure) {
            var stream = SeededBytes(seed: 1, label: "zero")
            _ = stream.below(0)
        }
    }
}
