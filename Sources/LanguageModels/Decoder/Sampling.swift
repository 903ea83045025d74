internal import Tensors
internal import Wire

/// How the next token is chosen from the logits of all tokens.
///
/// In this order: penalties (Keskar and others 2019, arXiv 1909.05858, and OpenAI's two), bias,
/// temperature, min-p (Nguyen and others 2024, arXiv 2407.01082), top-k, top-p (Holtzman and others
/// 2020, arXiv 1904.09751), and a draw. Every step is stated to the operation, so that the same
/// logits and the same seed give the same token everywhere.
public struct Sampling: Equatable, Sendable {
    /// What logits are divided by; 0 takes the most likely token, the lowest id among equals.
    public var temperature: Float = 0
    /// The tokens that may be drawn have this probability together, the likeliest first; 1 for all.
    public var topP: Float = 1
    /// How many tokens may be drawn at most; nil for all.
    public var topK: Int?
    /// The share of the likeliest token's probability that a token must have; 0 for all.
    public var minP: Float = 0
    /// Taken from the logit of every token that was written.
    public var presencePenalty: Float = 0
    /// Taken from a token's logit for each time that it was written.
    public var frequencyPenalty: Float = 0
    /// Divides the positive and multiplies the negative logits of tokens that were read or written.
    public var repetitionPenalty: Float = 1
    /// Added to tokens' logits.
    public var bias: [Int32: Float] = [:]
    /// Where the draws come from.
    public var seed: UInt64 = 0

    /// The likeliest token, always.
    public init() {}

    /// Whether nothing is drawn.
    public var isGreedy: Bool { temperature == 0 }
}

/// Chooses the tokens of one answer, one after another.
public struct TokenSampler: Sendable {
    /// A token and how likely the model itself had it, before penalties, bias and temperature.
    public struct Choice: Equatable, Sendable {
        /// The token.
        public let token: Int32
        /// The natural logarithm of its probability.
        public let logProbability: Float
        /// The likeliest tokens with theirs, as many as were asked for.
        public let alternatives: [Alternative]
    }

    /// A token that might have been chosen.
    public struct Alternative: Equatable, Sendable {
        /// The token.
        public let token: Int32
        /// The natural logarithm of its probability.
        public let logProbability: Float
    }

    private let sampling: Sampling
    private let read: Set<Int32>
    private var written: [Int32: Int] = [:]
    private var random: SeededBytes

    /// A sampler of an answer's tokens.
    ///
    /// - Parameters:
    ///   - sampling: how.
    ///   - prompt: the tokens that were read.
    public init(_ sampling: Sampling, prompt: [Int32]) {
        self.sampling = sampling
        read = sampling.repetitionPenalty == 1 ? [] : Set(prompt)
        random = SeededBytes(seed: sampling.seed, label: "openledger/sampling/v1")
    }

    /// Chooses the next token.
    ///
    /// - Parameters:
    ///   - logits: one a token of the vocabulary, all finite.
    ///   - alternatives: how many of the likeliest tokens to name; nil to leave the logarithm of
    ///     the probability out, too, which is 0 then.
    /// - Returns: the token.
    public mutating func choose(_ logits: [Float], alternatives: Int? = nil) -> Choice {
        let token = sampling.isGreedy && isPlain ? logits.likeliest : chosen(adjusted(logits))
        written[token, default: 0] += 1
        guard let alternatives else {
            return Choice(token: token, logProbability: 0, alternatives: [])
        }
        let highest = logits[Int(logits.likeliest)]
        let mass = logits.map { $0 - highest }.exponentials.laneSum
        let logarithm = [mass].logarithms[0]
        func logProbability(_ token: Int32) -> Float { logits[Int(token)] - highest - logarithm }
        let order = logits.indices.sorted(byKey: { logits[$0] }, first: alternatives)
        return Choice(
            token: token, logProbability: logProbability(token),
            alternatives: order.map {
                Alternative(token: Int32($0), logProbability: logProbability(Int32($0)))
            })
    }

    private var isPlain: Bool {
        sampling.bias.isEmpty && sampling.presencePenalty == 0 && sampling.frequencyPenalty == 0
            && sampling.repetitionPenalty == 1
    }

    private func adjusted(_ logits: [Float]) -> [Float] {
        guard !isPlain else { return logits }
        var adjusted = logits
        if sampling.repetitionPenalty != 1 {
            for token in read.union(written.keys) {
                let logit = adjusted[Int(token)]
                adjusted[Int(token)] =
                    logit > 0
                    ? logit / sampling.repetitionPenalty : logit * sampling.repetitionPenalty
            }
        }
        for (token, count) in written {
            adjusted[Int(token)] -=
                sampling.frequencyPenalty * Float(count) + sampling.presencePenalty
        }
        for (token, bias) in sampling.bias where adjusted.indices.contains(Int(token)) {
            adjusted[Int(token)] += bias
        }
        return adjusted
    }

    private mutating func chosen(_ logits: [Float]) -> Int32 {
        guard !sampling.isGreedy else { return logits.likeliest }
        let probabilities = logits.softmax(scaledBy: 1 / sampling.temperature)
        let kept = kept(probabilities)
        var total = 0.0
        for index in kept { total += Double(probabilities[index]) }
        // 53 bits, the significand of a Double: one draw a token, whatever is kept.
        let bar = Double(random.next() >> 11) * 0x1p-53 * total
        var sum = 0.0
        for index in kept {
            sum += Double(probabilities[index])
            if sum > bar { return Int32(index) }
        }
        return Int32(kept.last ?? 0)
    }

    /// The tokens that may be drawn, ascending.
    private func kept(_ probabilities: [Float]) -> [Int] {
        let highest = probabilities[Int(probabilities.likeliest)]
        var kept = probabilities.indices.filter { probabilities[$0] >= sampling.minP * highest }
        if let limit = sampling.topK, limit < kept.count {
            kept = kept.sorted(byKey: { probabilities[$0] }, first: limit).sorted()
        }
        guard sampling.topP < 1 else { return kept }
        // The likeliest are few: those within ever wider bounds are put in order until they are
        // enough, which is the order of all as far as it is needed.
        var bound = highest / 64
        while true {
            let some = kept.filter { probabilities[$0] >= bound }
            let order = some.sorted(byKey: { probabilities[$0] }, first: some.count)
            var sum = 0.0
            for (count, index) in order.enumerated() {
                sum += Double(probabilities[index])
                if sum >= Double(sampling.topP) { return order[...count].sorted() }
            }
            if some.count == kept.count { return kept }
            bound = bound < 1e-30 ? 0 : bound / 64
        }
    }
}

extension [Float] {
    /// The position of the greatest element, the first among equals.
    var likeliest: Int32 {
        var best = 0
        for index in indices where self[index] > self[best] { best = index }
        return Int32(best)
    }
}

extension Collection<Int> {
    /// The first elements when those with greater keys come first, and lower ones among equals.
    fileprivate func sorted(byKey key: (Int) -> Float, first count: Int) -> [Int] {
        guard count > 0 else { return [] }
        var order = map { (key($0), $0) }
        order.sort { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }
        return order.prefix(count).map(\.1)
    }
}
