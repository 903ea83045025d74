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
        }
    }
}
