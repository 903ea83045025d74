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
    /// The fewest hidden items that a model is judged by.
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
    }

    /// A policy; every number that is not given is the default.
    package init(
        revealWindow: UInt32 = 1_000, contributorsLeast: UInt16 = 0,
        leastFee: Amount = Amount(nanoOPEN: 1), trainers: Trainers = .anyone,
        leastEvaluationItems: UInt32 = 1, minimumRows: UInt16 = 5,
        gateDeviationsMillis: UInt16 = 1_000, gateChanceQuantileMillis: UInt16 = 950
    ) {
        self.revealWindow = revealWindow
        self.contributorsLeast = contributorsLeast
        self.leastFee = leastFee
        self.trainers = trainers
        self.leastEvaluationItems = leastEvaluationItems
        self.minimumRows = minimumRows
        self.gateDeviationsMillis = gateDeviationsMillis
        self.gateChanceQuantileMillis = gateChanceQuantileMillis
    }

    /// The bounds of ``revealWindow``.
    package static let revealWindows: ClosedRange<UInt32> = 1...1_000_000
    /// The bounds of ``contributorsLeast``.
    package static let contributorsLeastShares: ClosedRange<UInt16> = 0...9_000
    /// The bounds of ``leastFee``.
    package static let leastFees: PartialRangeFrom<Amount> = Amount(nanoOPEN: 1)...
    /// The bounds of ``leastEvaluationItems``.
    package static let evaluationItems: ClosedRange<UInt32> = 1...1_000_000
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
        if !Self.evaluationItems.contains(leastEvaluationItems) { return .leastEvaluationItems }
        if !Self.rows.contains(minimumRows) { return .minimumRows }
        if !Self.gateDeviations.contains(gateDeviationsMillis) { return .gateDeviations }
        if !Self.gateChanceQuantiles.contains(gateChanceQuantileMillis) {
            return .gateChanceQuantile
        }
        return nil
    }

    /// The numbers that decide who is paid now.
    package var paymentRule: PaymentRule {
        var rule = PaymentRule()
        rule.minimumRows = Int(minimumRows)
        rule.gateDeviationsMillis = Int(gateDeviationsMillis)
        rule.gateChanceQuantileMillis = Int(gateChanceQuantileMillis)
        return rule
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
        case .leastEvaluationItems: "A Datanet asks for 1 to 1,000,000 evaluation items."
        case .minimumRows: "A Datanet asks for 1 to 10,000 rows of an account."
        case .gateDeviations: "The gate's standard errors are 0 to 10,000 thousandths."
        case .gateChanceQuantile: "The gate's chance quantile is 0 to 999 thousandths."
        }
    }
}
