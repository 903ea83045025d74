internal import Identity
internal import Node
internal import Wire

/// What became of a contribution, for readers and for programs.
struct ContributionText {
    private let outcome: ContributionOutcome
    private let datanet: String
    private let path: String

    init(_ outcome: ContributionOutcome, datanet: String, path: String) {
        self.outcome = outcome
        self.datanet = datanet
        self.path = path
    }

    var json: JSONValue {
        .object([
            ("datanet", .string(datanet)), ("status", .string(outcome.status.rawValue)),
            ("account", .string("\(outcome.account)")),
            ("accepted", .integer(Int64(outcome.accepted))),
            ("duplicates", .integer(Int64(outcome.duplicates))),
            ("commitment", .string(outcome.commitment.hex)),
            ("rowsRoot", .string(outcome.rowsRoot.hex)),
            ("commit", .count(outcome.commitIndex)), ("reveal", .count(outcome.revealIndex)),
            (
                "receipts",
                .array([
                    .string("\(outcome.commitIndex)"), .string("\(outcome.revealIndex)"),
                ])
            ),
        ])
    }

    var lines: [String] {
        let data = ShellText.quoted(path)
        return [
            opening,
            "  accepted    \(outcome.accepted) rows that may be trained on and paid",
            "  duplicates  \(outcome.duplicates) rows that repeat earlier ones and earn nothing",
            "  commit      entry \(outcome.commitIndex), receipt id \(outcome.commitIndex)",
            "  reveal      entry \(outcome.revealIndex), receipt id \(outcome.revealIndex)",
            "Keep the receipts:",
            "  openledger receipt export \(outcome.commitIndex) --data \(data) "
                + "--out commit.receipt",
            "  openledger receipt export \(outcome.revealIndex) --data \(data) "
                + "--out reveal.receipt",
        ]
    }

    private var opening: String {
        switch outcome.status {
        case .contributed: "The rows of \(outcome.account) are in the Datanet \(datanet)."
        case .completed:
            "The contribution of \(outcome.account) to \(datanet), which was interrupted, is "
                + "finished."
        case .alreadyThere:
            "These rows of \(outcome.account) are in the Datanet \(datanet) already."
        }
    }
}
