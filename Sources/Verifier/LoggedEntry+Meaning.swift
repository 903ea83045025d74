import Identity
import Wire

/// What an entry says in any layout, read in one way: layout 1 holds one of what the later ones
/// list.
extension LoggedEntry {
    /// The rows of one Datanet that a manifest fixes.
    struct TrainingRows {
        let datanet: UInt64
        /// Reveals below this index are in the training set.
        let through: UInt64
        let rowCount: UInt64
    }

    /// Of a manifest, the rows by Datanet; the first is the home Datanet.
    var trainingRows: [TrainingRows] {
        if layout == 1 {
            return [
                TrainingRows(
                    datanet: number("datanet"), through: number("datanetThrough"),
                    rowCount: number("rowCount"))
            ]
        }
        return list("datanets").map {
            TrainingRows(
                datanet: $0.number("datanet"), through: $0.number("through"),
                rowCount: $0.number("rowCount"))
        }
    }

    /// An attribution method.
    struct Method: Hashable {
        let number: UInt64
        let version: UInt64
    }

    /// Of a manifest or an answer, the methods.
    var methods: [Method] {
        if layout == 1 {
            return [Method(number: number("methodId"), version: number("methodVersion"))]
        }
        return list("methods").map {
            Method(number: $0.number("method"), version: $0.number("version"))
        }
    }

    /// Of an answer, the attribution index of each method, in the methods' order.
    var indexDigests: [Digest] {
        layout == 1 ? [digest("indexDigest")] : list("methods").map { $0.digest("indexDigest") }
    }

    /// How the evidence of an answer can be checked.
    enum Grade: UInt64, CaseIterable {
        case replayed = 0
        case sampled = 1
        case asserted = 2
        /// Asserted until hidden evaluation items are opened.
        case assertedHidden = 3
    }

    /// Of an answer, its grade.
    var grade: Grade? { Grade(rawValue: number("grade")) }

    /// Of a policy, an answer or a manifest of layout 2, the fee's shares in the format's order.
    var shares: [UInt64] { FeeShareNames.inOrder.map(number) }

    /// The parts of a training result that this room looks at.
    enum Part {
        case gate
        /// The attribution index of a method.
        case index(method: UInt64)

        fileprivate var number: UInt64 {
            switch self {
            case .gate: 3
            case .index(let method): 4096 + method
            }
        }
    }

    /// Of a training result, the digest of a part; nil where it has none.
    func digest(of part: Part) -> Digest? {
        if layout == 1 {
            switch part {
            case .gate: return digest("gateDigest")
            case .index: return digest("indexDigest")
            }
        }
        return list("parts").first { $0.number("part") == part.number }?.digest("digest")
    }

    /// Of a training result, how many items the accuracy counts; nil where it states none.
    var judgedItems: UInt64? {
        if layout == 1 { return number("evaluationTotal") }
        return list("metrics").first { $0.number("metric") == Self.accuracy }?.number("count")
    }

    /// The metric that counts items answered correctly.
    static let accuracy: UInt64 = 1

    /// Of a training result, the rows that the model learned from, of how many; nil where it does
    /// not say.
    var learnedRows: (value: UInt64, count: UInt64)? {
        guard layout > 1 else { return nil }
        return list("metrics").first { $0.number("metric") == 2 }.map {
            ($0.number("value"), $0.number("count"))
        }
    }

    /// Of a manifest, whether its evaluation gates contributors; nil in layouts that do not say,
    /// whose evaluations do.
    var gates: Bool? { layout < 3 ? nil : number("verdict") == 1 }

    /// What a Datanet asks of evaluations that gate its contributors: whose they are, and how many
    /// items they have; where its entry names no evaluator, the owner's of 1,000.
    var verdictTerms: (evaluator: AccountAddress, items: UInt64) {
        switch layout {
        case 1: (address("owner"), 1_000)
        case 2: (address("owner"), max(1_000, number("leastEvaluationItems")))
        default: (address("evaluator"), number("leastEvaluationItems"))
        }
    }

    /// Of a Datanet, whether an account may train on its rows.
    func allows(_ maker: AccountAddress) -> Bool {
        guard layout > 1, number("trainers") > 0, maker != address("owner") else { return true }
        return layout > 2
            && list("listedTrainers").contains { $0.address("account") == maker }
    }
}
