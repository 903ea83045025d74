import ProofOfAttribution
import Testing
import Wire

@Suite struct `Selection by rank` {
    @Test(arguments: 0..<50) func `finds what sorting would`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "selection")
        let count = 1 + Int(random.below(60))
        // Few distinct values: ties are the hard case.
        let values = (0..<count).map { _ in Float(random.below(7)) }
        for rank in 0..<count {
            #expect(values.selectedSmallest(rank) == values.sorted()[rank])
            #expect(values.selectedLargest(rank) == values.sorted(by: >)[rank])
        }
    }

    @Test(arguments: 0..<50) func `from above looks at few and finds the same`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "selection from above")
        let values = (0..<1 + Int(random.below(2000))).map { _ in random.unitFloat() }
        let sorted = values.sorted(by: >)
        for rank in [0, 1, 5, 40, 300, 1999] where rank < values.count {
            #expect(values.selectedLargest(rank) == sorted[rank])
        }
    }

    @Test func `gives one of the values where some are not numbers`() {
        for count in [1, 16, 17, 400] {
            for place in [0, count / 2, count - 1] {
                var values = [Float](repeating: 1, count: count)
                values[place] = .nan
                for rank in [0, count / 2, count - 1] {
                    let found = values.selectedLargest(rank)
                    #expect(found == 1 || found.isNaN, "\(count), \(place), \(rank)")
                }
            }
        }
    }
}
