internal import Identity
internal import Ledger
internal import Money
internal import Wire

extension AccountRecord {
    /// The statement, with the account's public name where it has one.
    func json(profile: AccountProfile?) -> JSONValue {
        .object([
            ("account", .account(statement.account)),
            ("name", .text(profile?.name)), ("kind", .text(profile?.kind.rawValue)),
            ("balance", .amount(statement.payable)), ("held", held),
            ("deposited", .amount(statement.deposited)), ("spent", .amount(statement.spent)),
            ("earned", earned), ("lines", .array(lines.map(\.json))), ("next", .index(next)),
            ("contributions", .array(contributions.map(contribution))),
        ])
    }

    private var held: JSONValue {
        .object([
            ("uncertain", .amount(statement.heldUncertain)),
            ("gated", .amount(statement.heldGated)), ("fewRows", .amount(statement.heldFewRows)),
        ])
    }

    private var earned: JSONValue {
        .object([
            ("rows", .amount(statement.earnedByRows)), ("maker", .amount(statement.earnedAsMaker)),
            ("node", .amount(statement.earnedAsNode)),
            ("baseModel", .amount(statement.earnedAsBaseModel)),
        ])
    }

    private func contribution(
        _ contribution: (datanet: String, acceptedCount: Int, duplicateCount: Int)
    ) -> JSONValue {
        .object([
            ("datanet", .string(contribution.datanet)),
            ("accepted", .count(contribution.acceptedCount)),
            ("duplicates", .count(contribution.duplicateCount)),
        ])
    }
}

extension AccountRecord.Line {
    var json: JSONValue {
        .object([
            ("index", .index(index)), ("timestamp", .count(timestampSeconds)),
            ("kind", .string(kind)), ("received", .amount(received)), ("spent", .amount(spent)),
            ("heldUncertain", .amount(heldUncertain)), ("heldGated", .amount(heldGated)),
            ("heldFewRows", .amount(heldFewRows)),
        ])
    }
}
