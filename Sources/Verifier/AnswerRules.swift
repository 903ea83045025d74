import Money

/// The arithmetic that one answer must satisfy by itself: the local rules 2 to 6 of
/// docs/formats/ledger-entry.md §13.
package struct AnswerRules {
    private let entry: LoggedEntry
    private let attribution: LoggedAttribution

    /// The rules over an entry; nil when it is no answer.
    package init?(_ entry: LoggedEntry) {
        guard let attribution = entry.attribution else { return nil }
        self.entry = entry
        self.attribution = attribution
    }

    /// nano-OPEN: what the payer paid.
    var fee: UInt64 { entry.number("fee") }

    /// Basis points of the fee in the format's order.
    var shares: [UInt64] { entry.shares }

    /// The fee's six parts in nano-OPEN; they are stored nowhere and follow from fee and shares.
    package var feeParts: [UInt64] {
        // The shares sum to 10,000, so there is always an apportionment.
        Apportionment.largestRemainder(fee, by: shares) ?? []
    }

    /// Rule 2: bounds, order, distinct subjects, and a sum of one billion.
    package func checkWeights() throws(AnswerFault) {
        for (number, line) in attribution.lines.enumerated() {
            guard line.lower <= line.weight else { throw .lowerAboveWeight(line: number + 1) }
        }
        for (number, pair) in zip(attribution.lines, attribution.lines.dropFirst()).enumerated() {
            let isOrdered =
                pair.0.weight > pair.1.weight
                || (pair.0.weight == pair.1.weight && pair.0.subject < pair.1.subject)
            guard isOrdered else { throw .order(line: number + 2) }
        }
        guard Set(attribution.lines.map(\.subject)).count == attribution.lines.count else {
            throw .repeatedSubject
        }
        let sum = weights.reduce(0, +)
        guard sum == LoggedAttribution.whole else { throw .weightSum(sum) }
    }

    /// Rule 3: the fee is within what the payer signed.
    package func checkPrice() throws(AnswerFault) {
        let maximum = entry.number("maximumFee")
        guard fee <= maximum else { throw .overpriced(fee: fee, maximum: maximum) }
    }

    /// Rule 4: the six parts are the fee, divided as the shares say.
    package func checkFeeSplit() throws(AnswerFault) {
        guard LargestRemainder.divides(fee, into: feeParts, by: shares) == nil else {
            throw .feeSplit
        }
    }

    /// Rule 5: each amount follows from the weights.
    package func checkAmounts() throws(AnswerFault) {
        let amounts = attribution.lines.map(\.amount) + [attribution.unattributedAmount]
        let wrong = LargestRemainder.divides(feeParts[0], into: amounts, by: weights)
        if let wrong {
            throw .amount(line: wrong < attribution.lines.count ? wrong + 1 : nil)
        }
    }

    /// Rule 6: what is paid now and what is held follow from amount, bound and reason.
    package func checkPaidAndHeld() throws(AnswerFault) {
        for (number, line) in attribution.lines.enumerated() {
            let paid: UInt64
            if line.reason?.holdsWholeLine ?? false {
                paid = 0
            } else {
                // Every rule is checked, also behind one that failed: a bound above its weight
                // must lead to a refusal here, not to an overflow.
                guard line.lower <= line.weight else { throw .paid(line: number + 1) }
                let product = UInt128(line.amount) * UInt128(line.lower)
                paid = line.weight == 0 ? 0 : UInt64(product / UInt128(line.weight))
                guard (line.reason == .uncertain) == (line.held > 0) else {
                    throw .reason(line: number + 1)
                }
            }
            guard line.paid == paid, line.held == line.amount &- paid, paid <= line.amount else {
                throw .paid(line: number + 1)
            }
        }
    }

    private var weights: [UInt64] {
        attribution.lines.map { UInt64($0.weight) } + [UInt64(attribution.unattributedWeight)]
    }
}

/// What an answer's numbers get wrong.
package enum AnswerFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A lower bound is above its point estimate.
    case lowerAboveWeight(line: Int)
    /// A line stands before one that should precede it.
    case order(line: Int)
    /// Two lines pay for the same row or cluster.
    case repeatedSubject
    /// Weights and rest are not one billion.
    case weightSum(UInt64)
    /// The payer signed less.
    case overpriced(fee: UInt64, maximum: UInt64)
    /// The fee's parts are not the largest-remainder split of the fee.
    case feeSplit
    /// An amount is not what the weight gives; nil for the unattributed rest.
    case amount(line: Int?)
    /// Paid and held do not follow.
    case paid(line: Int)
    /// The reason does not fit what is held.
    case reason(line: Int)

    /// One sentence.
    package var description: String {
        switch self {
        case .lowerAboveWeight(let line):
            "Line \(line) has a lower bound above its weight."
        case .order(let line):
            "Line \(line) is out of order: weights fall, and equal weights stand by Datanet and "
                + "row."
        case .repeatedSubject: "One row stands in two lines."
        case .weightSum(let sum):
            "The weights and the rest sum to \(sum) parts per billion instead of 1000000000."
        case .overpriced(let fee, let maximum):
            "The fee of \(Amount(nanoOPEN: fee)) is above the \(Amount(nanoOPEN: maximum)) "
                + "that the payer signed."
        case .feeSplit: "The fee's parts are not its split by largest remainder."
        case .amount(nil): "The unattributed amount is not what its weight gives."
        case .amount(let line?): "The amount of line \(line) is not what its weight gives."
        case .paid(let line):
            "Paid and held of line \(line) do not follow from its amount and lower bound."
        case .reason(let line): "The reason of line \(line) does not fit what it holds."
        }
    }
}
