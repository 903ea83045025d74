import LanguageModels
import Testing
import Wire

@Suite struct `Choosing a token` {
    static let logits: [Float] = [0.5, 2, -1, 2, 0.1, 1.5, -3, 0]

    private func drawn(
        _ sampling: Sampling, count: Int = 2_000, logits: [Float] = logits
    ) -> [Int32: Int] {
        // Each draw is the first of an answer of its own, so that no penalty counts.
        var counts: [Int32: Int] = [:]
        for seed in 0..<UInt64(count) {
            var one = sampling
            one.seed = seed
            var sampler = TokenSampler(one, prompt: [])
            counts[sampler.choose(logits).token, default: 0] += 1
        }
        return counts
    }

    @Test func `takes the likeliest, the first among equals, at temperature zero`() {
        var sampler = TokenSampler(Sampling(), prompt: [])
        #expect(sampler.choose(Self.logits).token == 1)
        #expect(sampler.choose(Self.logits).token == 1)
    }

    @Test func `draws with the probabilities of softmax`() {
        var sampling = Sampling()
        sampling.temperature = 0.7
        let counts = drawn(sampling, count: 4_000)
        let weights = Self.logits.map { Double($0) / 0.7 }.map { value -> Double in
            // e^x by its series: the arguments are small.
            (1...60).reversed().reduce(1) { 1 + $0 * value / Double($1) }
        }
        let total = weights.reduce(0, +)
        for (token, weight) in weights.enumerated() {
            let expected = 4_000 * weight / total
            let found = Double(counts[Int32(token)] ?? 0)
            #expect(abs(found - expected) < 5 * (expected + 1).squareRoot(), "token \(token)")
        }
    }

    @Test func `is the same for the same seed, and another for others`() {
        var sampling = Sampling()
        sampling.temperature = 1
        func tokens(_ seed: UInt64) -> [Int32] {
            sampling.seed = seed
            var sampler = TokenSampler(sampling, prompt: [])
            return (0..<20).map { _ in sampler.choose(Self.logits).token }
        }
        #expect(tokens(7) == tokens(7))
        #expect(tokens(7) != tokens(8))
        // The rule, written down: one more change of it is a change of every drawn answer.
        #expect(tokens(1) == [1, 5, 1, 3, 5, 1, 1, 3, 3, 3, 3, 3, 3, 5, 1, 1, 1, 1, 3, 7])
    }

    @Test(arguments: [(1, [1]), (2, [1, 3]), (3, [1, 3, 5]), (99, [0, 1, 2, 3, 4, 5, 6, 7])])
    func `draws from the likeliest k`(limit: Int, tokens: [Int32]) {
        var sampling = Sampling()
        sampling.temperature = 3
        sampling.topK = limit
        #expect(drawn(sampling).keys.sorted() == tokens)
    }

    @Test func `draws from as many as make up p, and from those near the likeliest`() {
        // Probabilities: .315 .315 .191 .070 .047 .043 .016 .002 of 1 3 5 0 4 7 2 6.
        for (share, tokens) in [
            (0.3, [1]), (0.32, [1, 3]), (0.7, [1, 3, 5]), (0.85, [0, 1, 3, 5]),
        ]
            as [(Float, [Int32])]
        {
            var sampling = Sampling()
            sampling.temperature = 1
            sampling.topP = share
            #expect(drawn(sampling).keys.sorted() == tokens, "\(share)")
        }
        var sampling = Sampling()
        sampling.temperature = 1
        sampling.minP = 0.5
        #expect(drawn(sampling).keys.sorted() == [1, 3, 5])
    }

    @Test func `finds p in a long tail as in a short head`() {
        var sampling = Sampling()
        sampling.temperature = 1
        sampling.topP = 0.5
        let flat = [Float](repeating: 0, count: 64)
        #expect(drawn(sampling, logits: flat).keys.max() == 31)
    }

    @Test func `turns away from what was read and written`() {
        var sampling = Sampling()
        sampling.presencePenalty = 0.4
        sampling.frequencyPenalty = 0.2
        var sampler = TokenSampler(sampling, prompt: [1])
        // 1 is at 2, 1.4, 1.2 …, 3 at 2, 5 at 1.5.
        #expect((0..<5).map { _ in sampler.choose(Self.logits).token } == [1, 3, 5, 1, 3])
        sampling = Sampling()
        sampling.repetitionPenalty = 2
        sampler = TokenSampler(sampling, prompt: [1, 2])
        #expect((0..<3).map { _ in sampler.choose(Self.logits).token } == [3, 5, 1])
        sampling = Sampling()
        sampling.bias = [6: 100, 99: 100]
        sampler = TokenSampler(sampling, prompt: [])
        #expect(sampler.choose(Self.logits).token == 6)
    }

    @Test func `says how likely the model had it`() throws {
        var sampling = Sampling()
        sampling.bias = [5: 9]
        var sampler = TokenSampler(sampling, prompt: [])
        let choice = sampler.choose(Self.logits, alternatives: 3)
        #expect(choice.token == 5)
        // python: z - log(sum(exp(z)))
        #expect(abs(choice.logProbability - -1.654_075) < 1e-5)
        #expect(choice.alternatives.map(\.token) == [1, 3, 5])
        #expect(choice.alternatives[2].logProbability == choice.logProbability)
    }
}
