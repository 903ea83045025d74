import Money
import Testing
import Wire

@Suite struct `The method of the largest remainder` {
    static let cases: [(total: UInt64, weights: [UInt64], parts: [UInt64])] = [
        (10, [1, 1, 1], [4, 3, 3]), (11, [1, 1, 1], [4, 4, 3]), (0, [5, 0], [0, 0]),
        (1, [1, 2], [0, 1]), (1, [2, 2], [1, 0]), (7, [0, 3, 0], [0, 7, 0]),
        (100, [70, 10, 10, 5, 5, 0], [70, 10, 10, 5, 5, 0]),
        // Of 3: 1.5, 0.75, 0.75. The two units left over pass the largest weight by.
        (3, [2, 1, 1], [1, 1, 1]), (5, [1, 2, 3], [1, 2, 2]),
        // The largest numbers there are.
        (.max, [.max, .max], [9_223_372_036_854_775_808, 9_223_372_036_854_775_807]),
        (.max, [.max], [.max]), (.max, [1, .max], [1, .max - 1]),
    ]

    @Test(arguments: cases)
    func `divides exactly`(total: UInt64, weights: [UInt64], parts: [UInt64]) {
        #expect(Apportionment.largestRemainder(total, by: weights) == parts)
    }

    @Test func `gives nothing to nobody`() {
        #expect(Apportionment.largestRemainder(5, by: []) == nil)
        #expect(Apportionment.largestRemainder(5, by: [0, 0]) == nil)
        #expect(Apportionment.largestRemainder(0, by: [0]) == nil)
    }

    /// The method as its definition reads: one unit at a time to whoever lost most so far.
    static func naive(_ total: UInt64, _ weights: [UInt64]) -> [UInt64] {
        let sum = weights.map { UInt128($0) }.reduce(0, +)
        var parts = weights.map { UInt64(UInt128(total) * UInt128($0) / sum) }
        var lost = weights.map { UInt128(total) * UInt128($0) % sum }
        while parts.map({ UInt128($0) }).reduce(0, +) < UInt128(total) {
            var best = 0
            for position in lost.indices where lost[position] > lost[best] { best = position }
            parts[best] += 1
            lost[best] = 0
        }
        return parts
    }

    static func weights(_ random: inout SeededBytes) -> [UInt64] {
        let count = 1 + random.below(40)
        let shift = random.below(64)
        let distinct = 1 + random.below(5)
        return (0..<count).map { _ in
            switch random.below(4) {
            case 0: 0
            case 1: random.below(distinct)
            default: random.next() >> shift
            }
        }
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `conserves, stays within a unit, and agrees with its definition`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "apportionment")
        let weights = Self.weights(&random)
        let total = random.next() >> random.below(64)
        guard let parts = Apportionment.largestRemainder(total, by: weights) else {
            #expect(weights.allSatisfy { $0 == 0 })
            return
        }
        let sum = weights.map { UInt128($0) }.reduce(0, +)
        #expect(parts.map { UInt128($0) }.reduce(0, +) == UInt128(total))
        for (part, weight) in zip(parts, weights) {
            let product = UInt128(total) * UInt128(weight)
            #expect(UInt128(part) >= product / sum)
            #expect(UInt128(part) <= product / sum + (product % sum == 0 ? 0 : 1))
        }
        #expect(parts == Self.naive(total, weights))
    }

    /// A larger weight never gets less, and of equal weights the earlier never gets less.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `respects the order of weights`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "order")
        let weights = Self.weights(&random) + [1]
        let total = random.below(10_000)
        let parts = try #require(Apportionment.largestRemainder(total, by: weights))
        for first in weights.indices {
            for second in weights.indices where weights[first] > weights[second] {
                #expect(parts[first] >= parts[second])
            }
            for second in weights.indices[(first + 1)...] where weights[first] == weights[second] {
                #expect(parts[first] >= parts[second])
            }
        }
    }
}
