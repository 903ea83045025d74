package import Identity
package import Money

/// What a Datanet's owner laid down for it when it was founded; never changed.
///
/// The numbers stand in the log. Those that contributions, manifests and prices are held to are
/// applied by the ledger; the last three decide who passes the gate, where models are evaluated.
package struct DatanetPolicy: Hashable, Sendable {
    /// A reveal stands at most this many entries after its commit.
    package var revealWindow: UInt32
    /// The contributors' least share of a fee, in basis points.
    package var contributorsLeast: UInt16
    /// The least fee of an answer.
    package var leastFee: Amount
    /// Who may train.
    package var trainers: Trainers
    /// Whom ``Trainers/listed`` means, ascending; empty under every other rule.
    package var listedTrainers: [AccountAddress]
    /// Whose evaluations may judge contributors; nil in layout 2, which has no such field.
    package var evaluator: AccountAddress?
    /// The fewest hidden items that a verdict over contributors rests on, none of them trained on.
    package var leastEvaluationItems: UInt32
    /// An account with fewer accepted rows waits.
    package var minimumRows: UInt16
    /// Standard errors that an account's mean value must lie above zero, in thousandths.
    package var gateDeviationsMillis: UInt16
    /// The share of |cosines| that counts as chance, in thousandths.
    package var gateChanceQuantileMillis: UInt16

    /// Who may train on a Datanet's rows.
    package enum Trainers: UInt8, CaseIterable, Sendable {
        /// Everyone with an account.
        case anyone = 0
        /// The Datanet's owner.
        case owner = 1
        /// The accounts of ``DatanetPolicy/listedTrainers``, and the owner.
        case listed = 2
    }

    /// A policy; every number that is not given is the default.
    package init(
        revealWindow: UInt32 = 1_000, contributorsLeast: UInt16 = 0,
        leastFee: Amount = Self.standardLeastFee, trainers: Trainers = .anyone,
        listedTrainers: [AccountAddress] = [], evaluator: AccountAddress? = nil,
        leastEvaluationItems: UInt32 = Self.standardEvaluationItems, minimumRows: UInt16 = 5,
        gateDeviationsMillis: UInt16 = 1_000, gateChanceQuantileMillis: UInt16 = 950
    ) {
        self.revealWindow = revealWindow
        self.contributorsLeast = contributorsLeast
        self.leastFee = leastFee
        self.trainers = trainers
        self.listedTrainers = listedTrainers
        self.evaluator = evaluator
        self.leastEvaluationItems = leastEvaluationItems
        self.minimumRows = minimumRows
        self.gateDeviationsMillis = gateDeviationsMillis
        self.gateChanceQuantileMillis = gateChanceQuantileMillis
    }

    /// The least fee of an answer unless the owner states another.
    ///
    /// Below it a split over an answer's lines leaves most of them less than ten units.
    package static let standardLeastFee = Amount(nanoOPEN: 1_000)
    /// The items of a verdict unless the owner states another number.
    ///
    /// With 1,000 items 2 % of honest pay is held at a gate of one standard error, with 400 it is
    /// 7 %, with 200 it is 12 %.
    package static let standardEvaluationItems: UInt32 = 1_000

    /// The bounds of ``revealWindow``.
    package static let revealWindows: ClosedRange<UInt32> = 1...1_000_000
    /// The bounds of ``contributorsLeast``.
    package static let contributorsLeastShares: ClosedRange<UInt16> = 0...9_000
    /// The bounds of ``leastFee``.
    package static let leastFees: PartialRangeFrom<Amount> = Amount(nanoOPEN: 1)...
    /// The bounds of ``leastEvaluationItems``: fewer than a hundred items tell nobody apart.
    package static let evaluationItems: ClosedRange<UInt32> = 100...1_000_000
    /// The bounds of ``leastEvaluationItems`` in layout 2.
    package static let secondLayoutItems: ClosedRange<UInt32> = 1...1_000_000
    /// The most accounts of ``listedTrainers``.
    package static let trainerLimit: UInt8 = 64
    /// The bounds of ``minimumRows``.
    package static let rows: ClosedRange<UInt16> = 1...10_000
    /// The bounds of ``gateDeviationsMillis``.
    package static let gateDeviations: ClosedRange<UInt16> = 0...10_000
    /// The bounds of ``gateChanceQuantileMillis``.
    package static let gateChanceQuantiles: ClosedRange<UInt16> = 0...999

    /// The first number that is out of its bounds; nil when all are within.
    package var flaw: DatanetPolicyFlaw? {
        if !Self.revealWindows.contains(revealWindow) { return .revealWindow }
        if !Self.contributorsLeastShares.contains(contributorsLeast) { return .contributorsLeast }
        if !Self.leastFees.contains(leastFee) { return .leastFee }
        let items = evaluator == nil ? Self.secondLayoutItems : Self.evaluationItems
        if !items.contains(leastEvaluationItems) { return .leastEvaluationItems }
        if !hasProperTrainers { return .listedTrainers }
        if !Self.rows.contains(minimumRows) { return .minimumRows }
        if !Self.gateDeviations.contains(gateDeviationsMillis) { return .gateDeviations }
        if !Self.gateChanceQuantiles.contains(gateChanceQuantileMillis) {
            return .gateChanceQuantile
        }
        return nil
    }

    /// As ``flaw``, by the bounds of what is founded now, whoever the evaluator will be.
    package var foundingFlaw: DatanetPolicyFlaw? {
        var judged = self
        judged.evaluator = evaluator ?? .zero
        return judged.flaw
    }

    /// Whether accounts are listed exactly where the rule asks for them, each once and in order.
    package var hasProperTrainers: Bool {
        (trainers == .listed) == !listedTrainers.isEmpty
            && listedTrainers.count <= Int(Self.trainerLimit)
            && zip(listedTrainers, listedTrainers.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// Whether an account may train on the Datanet of an owner.
    package func allows(_ maker: AccountAddress, owner: AccountAddress) -> Bool {
        switch trainers {
        case .anyone: true
        case .owner: maker == owner
        case .listed: maker == owner || listedTrainers.contains(maker)
        }
    }
}

/// The number of a ``DatanetPolicy`` that is out of its bounds.
package enum DatanetPolicyFlaw: Error, Hashable, CaseIterable, Sendable {
    /// ``DatanetPolicy/revealWindow``.
    case revealWindow
    /// ``DatanetPolicy/contributorsLeast``.
    case contributorsLeast
    /// ``DatanetPolicy/leastFee``.
    case leastFee
    /// ``DatanetPolicy/leastEvaluationItems``.
    case leastEvaluationItems
    /// ``DatanetPolicy/listedTrainers``.
    case listedTrainers
    /// ``DatanetPolicy/minimumRows``.
    case minimumRows
    /// ``DatanetPolicy/gateDeviationsMillis``.
    case gateDeviations
    /// ``DatanetPolicy/gateChanceQuantileMillis``.
    case gateChanceQuantile
}

extension DatanetPolicyFlaw: CustomStringConvertible {
    /// One sentence that states the bounds.
    package var description: String {
        switch self {
        case .revealWindow: "A Datanet's reveal window is 1 to 1,000,000 entries."
        case .contributorsLeast: "The contributors' least share is 0 to 9,000 basis points."
        case .leastFee: "A Datanet's least fee is at least 1 nano-OPEN."
        case .leastEvaluationItems:
            "A Datanet's verdicts ask for 100 to 1,000,000 items."
        case .listedTrainers:
            "Accounts that may train are 1 to 64, each once, exactly where the policy lists some."
        case .minimumRows: "A Datanet asks for 1 to 10,000 rows of an account."
        case .gateDeviations: "The gate's standard errors are 0 to 10,000 thousandths."
        case .gateChanceQuantile: "The gate's chance quantile is 0 to 999 thousandths."
        }
    }
}

/// What a model's evaluation decides about the contributors of its rows.
package enum Verdict: UInt8, CaseIterable, Sendable {
    /// Nothing: the model is measured, and nobody is gated.
    case measures = 0
    /// Who does not measurably help is refused: the model is trained again without those rows.
    case gates = 1

    /// Its word in files and documents.
    package var word: String {
        switch self {
        case .measures: "measures"
        case .gates: "gates"
        }
    }

    /// The verdict of a word.
    package init?(word: String) {
        guard let verdict = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = verdict
    }
}

/// What a Datanet asks of an evaluation that gates contributors of its rows.
package struct VerdictTerms: Hashable, Sendable {
    /// Who must have committed to the items.
    package let evaluator: AccountAddress
    /// The fewest items, none of them trained on.
    package let leastItems: UInt32

    /// The terms of a Datanet; the owner judges by the usual number of items where its founding
    /// says nothing.
    package init(owner: AccountAddress, policy: DatanetPolicy?) {
        evaluator = policy?.evaluator ?? owner
        let stated = policy?.leastEvaluationItems ?? 1
        leastItems =
            policy?.evaluator == nil
            ? max(stated, DatanetPolicy.standardEvaluationItems) : stated
    }
}
