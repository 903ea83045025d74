import Money
import Testing
import Verifier
import Wire

@Suite struct `A division by largest remainder` {
    @Test(arguments: UInt64(0)..<300)
    func `is recognised, and no other is`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "divisions")
        let count = 1 + Int(random.below(12))
        let bound = [UInt64(3), 10, 1_000_000_000, .max][Int(random.below(4))]
        var weights = (0..<count).map { _ in random.below(bound) }
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
        let total = random.below([UInt64(20), 10_000_000, .max][Int(random.below(3))])
        let parts = try #require(Apportionment.largestRemainder(total, by: weights))
        #expect(LargestRemainder.divides(total, into: parts, by: weights) == nil)
        for from in 0..<count where parts[from] > 0 {
            for to in 0..<count where to != from && parts[to] < .max {
                var moved = parts
                moved[from] -= 1
                moved[to] += 1
                #expect(LargestRemainder.divides(total, into: moved, by: weights) != nil)
            }
            var lost = parts
            lost[from] -= 1
            #expect(LargestRemainder.divides(total, into: lost, by: weights) != nil)
        }
        var minted = parts
        minted[count - 1] = minted[count - 1] &+ 1
        #expect(LargestRemainder.divides(total, into: minted, by: weights) != nil)
    }

    @Test func `of hostile numbers never traps`() {
        let extremes: [UInt64] = [0, 1, .max]
        for total in extremes {
            for first in extremes {
                for second in extremes {
                    for weight in extremes {
                        _ = LargestRemainder.divides(
                            total, into: [first, second], by: [weight, .max])
                        _ = LargestRemainder.divides(total, into: [first], by: [weight, second])
                    }
                }
            }
        }
        #expect(LargestRemainder.divides(5, into: [], by: []) != nil)
    }
}
