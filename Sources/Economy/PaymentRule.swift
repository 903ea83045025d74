package import Wire

/// The numbers that decide who is paid now; committed in the manifest before training.
///
/// How values of rows are measured and judged by these numbers is no matter of integers and stands
/// where models are evaluated; what comes back from there is a ``Standing``.
package struct PaymentRule: Equatable, Sendable {
    /// An account with fewer accepted rows waits.
    package var minimumRows: Int
    /// Standard errors that an account's mean value must lie above zero, in thousandths.
    package var gateDeviationsMillis: Int
    /// The share of |cosines| with rows of other classes that counts as chance when a row's value
    /// is taken, in thousandths.
    package var gateChanceQuantileMillis: Int

    /// The numbers of a Datanet's policy.
    package init(_ policy: DatanetPolicy = DatanetPolicy()) {
        minimumRows = Int(policy.minimumRows)
        gateDeviationsMillis = Int(policy.gateDeviationsMillis)
        gateChanceQuantileMillis = Int(policy.gateChanceQuantileMillis)
    }

    /// Why an account waits, with the rule's numbers, in a table that people read.
    package func words(for reason: HoldReason) -> String {
        switch reason {
        case .uncertain: "the uncertain part"
        case .gated: "does not measurably help on the evaluation rows"
        case .fewRows: "fewer than \(minimumRows) rows, too few to tell"
        }
    }
}

/// How the rule stands in a manifest.
extension PaymentRule {
    /// The rule and the fee split that goes with it.
    package func json(shares: FeeShares) -> JSONValue {
        .object([
            ("minimumRows", .integer(Int64(minimumRows))),
            ("gateDeviationsMillis", .integer(Int64(gateDeviationsMillis))),
            ("gateChanceQuantileMillis", .integer(Int64(gateChanceQuantileMillis))),
            (
                "duplicates",
                .string(
                    "same words in order; or same label, 4/5 of an earlier row's 4 or more words "
                        + "and cosine 0.85")
            ),
            ("fidelityGate", .string("none")),
            ("fallback", .string("hold")),
            (
                "shareBasisPoints",
                .object([
                    ("contributors", .integer(Int64(shares.contributors))),
                    ("modelMaker", .integer(Int64(shares.modelMaker))),
                    ("node", .integer(Int64(shares.node))),
                    ("baseModel", .integer(Int64(shares.baseModel))),
                    ("burn", .integer(Int64(shares.burn))),
                    ("stakers", .integer(Int64(shares.stakers))),
                ])
            ),
        ])
    }

    /// Reads a manifest's section; nil where it is malformed.
    package init?(json: JSONValue) {
        func number(_ name: String, within bounds: ClosedRange<UInt16>) -> UInt16? {
            json[name]?.integerValue.flatMap { UInt16(exactly: $0) }
                .flatMap { bounds.contains($0) ? $0 : nil }
        }
        guard let rows = number("minimumRows", within: DatanetPolicy.rows),
            let deviations = number("gateDeviationsMillis", within: DatanetPolicy.gateDeviations),
            let quantile = number(
                "gateChanceQuantileMillis", within: DatanetPolicy.gateChanceQuantiles)
        else { return nil }
        self.init(
            DatanetPolicy(
                minimumRows: rows, gateDeviationsMillis: deviations,
                gateChanceQuantileMillis: quantile))
    }
}

/// Where an account stands with the gate: a verdict over its rows.
package enum Standing: Hashable, CaseIterable, Sendable {
    /// Its rows measurably help: the certain part of its weight is paid now.
    case payable
    /// Everything is held, for a reason that holds whole lines.
    case held(HoldReason)

    /// Payable, and held for each reason that holds whole lines.
    package static let allCases =
        [Standing.payable] + HoldReason.allCases.filter(\.holdsWholeLine).map(Standing.held)

    /// Why everything is held; nil where it is not.
    package var hold: HoldReason? {
        switch self {
        case .payable: nil
        case .held(let reason): reason
        }
    }

    /// Its word in files and documents.
    package var word: String { hold?.word ?? "payable" }

    /// What people read of an account that stands so.
    package var title: String { hold?.title ?? "paid" }

    /// The standing of a word; nil for any other word.
    package init?(word: String) {
        guard let standing = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = standing
    }
}
