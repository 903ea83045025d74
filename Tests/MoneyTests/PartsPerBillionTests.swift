import Money
import Testing
import Wire

@Suite struct `Parts per billion` {
    @Test func `go up to the whole`() {
        #expect(PartsPerBillion(0) == .zero)
        #expect(PartsPerBillion(1_000_000_000) == .whole)
        #expect(PartsPerBillion(1_000_000_001) == nil)
        #expect(PartsPerBillion(.max) == nil)
        #expect(PartsPerBillion.zero < .whole)
    }

    static let percents: [(value: UInt32, text: String)] = [
        (0, "0%"), (1, "0.0000001%"), (10_000_000, "1%"), (125_000_000, "12.5%"),
        (1_000_000_000, "100%"), (333_333_333, "33.3333333%"),
    ]

    @Test(arguments: percents)
    func `are shown in percent`(value: UInt32, text: String) {
        #expect(PartsPerBillion(value)?.description == text)
    }

    static let cases: [(scores: [Double], rest: Double, shares: [UInt32], restShare: UInt32)] = [
        ([0.5, 0.25], 0.25, [500_000_000, 250_000_000], 250_000_000),
        ([1, 1, 1], 0, [333_333_334, 333_333_333, 333_333_333], 0),
        ([1, 1], 1, [333_333_334, 333_333_333], 333_333_333),
        ([], 0, [], 1_000_000_000), ([], 0.1, [], 1_000_000_000),
        ([0, 0], 0, [0, 0], 1_000_000_000), ([0, -0.0], 3, [0, 0], 1_000_000_000),
        ([3, 1], 0, [750_000_000, 250_000_000], 0),
        // At the ends of the range of doubles, and both at once.
        (
            [.greatestFiniteMagnitude, .greatestFiniteMagnitude], .greatestFiniteMagnitude,
            [333_333_334, 333_333_333], 333_333_333
        ),
        (
            [.leastNonzeroMagnitude, .leastNonzeroMagnitude], 2 * .leastNonzeroMagnitude,
            [250_000_000, 250_000_000], 500_000_000
        ),
        (
            [.leastNormalMagnitude, .leastNormalMagnitude.nextDown], 0,
            [500_000_000, 500_000_000], 0
        ),
        ([.greatestFiniteMagnitude, .leastNonzeroMagnitude], 0, [1_000_000_000, 0], 0),
        ([1e-9, 1e-10], 1, [1, 0], 999_999_999),
    ]

    @Test(arguments: cases)
    func `are quantised by largest remainder`(
        scores: [Double], rest: Double, shares: [UInt32], restShare: UInt32
    ) throws {
        let result = try PartsPerBillion.quantised(scores, rest: rest)
        #expect(result.shares.map(\.value) == shares)
        #expect(result.rest.value == restShare)
    }

    static let improper: [(scores: [Double], rest: Double, position: Int)] = [
        ([0.5, -0.1], 0, 1), ([.nan], 0, 0), ([.infinity], 0, 0), ([1, 1, -.infinity], 0, 2),
        ([1], .nan, 1), ([], -1, 0), ([1, 2], .infinity, 2), ([-.leastNonzeroMagnitude], 0, 0),
    ]

    @Test(arguments: improper)
    func `are refused to improper scores`(scores: [Double], rest: Double, position: Int) {
        #expect(throws: MoneyError.improperShare(position: position)) {
            try PartsPerBillion.quantised(scores, rest: rest)
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `add up, and lie within a part of the exact share`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "quantised")
        let scores = (0..<random.below(50)).map { _ in Self.score(&random) }
        let rest = random.below(3) == 0 ? 0 : Self.score(&random)
        let result = try PartsPerBillion.quantised(scores, rest: rest)
        let all = result.shares + [result.rest]
        #expect(all.map { UInt64($0.value) }.reduce(0, +) == 1_000_000_000)
        let sum = scores.reduce(rest, +)
        guard sum > 0, sum.isFinite else { return }
        for (share, score) in zip(all, scores + [rest]) {
            #expect(abs(Double(share.value) - score / sum * 1e9) < 1.001)
        }
        // Scaling by a power of two changes nothing.
        let scaled = try PartsPerBillion.quantised(scores.map { $0 * 0x1p40 }, rest: rest * 0x1p40)
        #expect(scaled.shares == result.shares)
        #expect(scaled.rest == result.rest)
    }

    static func score(_ random: inout SeededBytes) -> Double {
        switch random.below(4) {
        case 0: 0
        case 1: Double(random.below(4))
        case 2: Double(random.unitFloat())
        default: Double(random.next()) * 0x1p-64
        }
    }

    @Test func `of single and double precision agree`() throws {
        let scores: [Float] = [0.1, 0.7, 1e-30, 3]
        let single = try PartsPerBillion.quantised(scores, rest: 0.3 as Float)
        let double = try PartsPerBillion.quantised(
            scores.map(Double.init), rest: Double(0.3 as Float))
        #expect(single.shares == double.shares)
        #expect(single.rest == double.rest)
        #expect(throws: MoneyError.improperShare(position: 1)) {
            try PartsPerBillion.quantised([0, .nan], rest: 0 as Float)
        }
    }

    static let bounds: [(share: Double, value: UInt32)] = [
        (0, 0), (1, 1_000_000_000), (0.5, 500_000_000), (1e-9, 1), (1e-10, 0),
        (0.999_999_999_9, 999_999_999), (.leastNonzeroMagnitude, 0), (-0.0, 0),
        // The double nearest to 0.3 lies under it.
        (0.3, 299_999_999), (0.125, 125_000_000), ((1.0).nextDown, 999_999_999),
    ]

    @Test(arguments: bounds)
    func `are rounded down exactly`(share: Double, value: UInt32) throws {
        #expect(try PartsPerBillion(roundingDown: share).value == value)
    }

    @Test func `are no part of a share over the whole`() {
        #expect(throws: MoneyError.partExceedsWhole) {
            try PartsPerBillion(roundingDown: (1.0).nextUp)
        }
        for improper in [-.leastNonzeroMagnitude, .nan, .infinity, -1] as [Double] {
            #expect(throws: MoneyError.improperShare(position: 0)) {
                try PartsPerBillion(roundingDown: improper)
            }
        }
    }

    /// What is paid of an amount never exceeds it, and the whole of a part is all of it.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `portion amounts downwards`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "portions")
        let amount = Amount(nanoOPEN: random.next() >> random.below(64))
        let whole = try #require(PartsPerBillion(UInt32(random.below(1_000_000_000) + 1)))
        let part = try #require(PartsPerBillion(UInt32(random.below(UInt64(whole.value) + 1))))
        let paid = try amount.portion(part, of: whole)
        let product = UInt128(amount.nanoOPEN) * UInt128(part.value)
        #expect(UInt128(paid.nanoOPEN) * UInt128(whole.value) <= product)
        #expect(UInt128(paid.nanoOPEN + 1) * UInt128(whole.value) > product || paid == .maximum)
        #expect(try amount.portion(whole, of: whole) == amount)
    }
}
