internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Money
internal import Wire

/// An account's statement for readers and for programs.
struct StatementText {
    private let statement: AccountStatement
    private let entries: [StatementLine]

    init(statement: AccountStatement, lines: [StatementLine]) {
        self.statement = statement
        entries = lines
    }

    var lines: [String] {
        let sums: [(String, UInt128)] = [
            ("deposited", statement.deposited), ("earned by rows", statement.earnedByRows),
            ("earned as model maker", statement.earnedAsMaker),
            ("earned as node", statement.earnedAsNode),
            ("earned as base model", statement.earnedAsBaseModel), ("spent", statement.spent),
        ]
        let balances = [
            ["may be spent now", "\(statement.payable)"],
            ["held, uncertain", "\(statement.heldUncertain)"],
            ["held, gated", "\(statement.heldGated)"],
            ["held, too few rows", "\(statement.heldFewRows)"],
        ]
        let table = balances + sums.filter { $0.1 > 0 }.map { [$0.0, Self.text($0.1)] }
        var lines = ["Account \(statement.account)"] + TextTable.lines(table)
        guard !entries.isEmpty else { return lines }
        lines.append("Latest entries")
        let rows = entries.map { line in
            [
                "\(line.index)", "\(line.received)", "\(line.spent)", "\(line.heldUncertain)",
                "\(line.heldGated)", "\(line.heldFewRows)",
            ]
        }
        let header = ["entry", "received", "spent", "uncertain", "gated", "too few rows"]
        return lines + TextTable.lines([header] + rows)
    }

    var json: JSONValue {
        .object([
            ("account", .string("\(statement.account)")), ("payable", .nano(statement.payable)),
            ("held", .nano(statement.held)),
            (
                "heldReasons",
                Self.reasons(
                    statement.heldUncertain, statement.heldGated, statement.heldFewRows)
            ),
            ("deposited", .nano(statement.deposited)), ("spent", .nano(statement.spent)),
            ("earned", .nano(statement.earned)),
            (
                "earnedAs",
                .object([
                    ("contributor", .nano(statement.earnedByRows)),
                    ("modelMaker", .nano(statement.earnedAsMaker)),
                    ("node", .nano(statement.earnedAsNode)),
                    ("baseModel", .nano(statement.earnedAsBaseModel)),
                ])
            ),
            (
                "entries",
                .array(
                    entries.map { line in
                        .object([
                            ("entry", .count(line.index)), ("received", .nano(line.received)),
                            ("spent", .nano(line.spent)),
                            (
                                "held",
                                Self.reasons(
                                    line.heldUncertain, line.heldGated, line.heldFewRows)
                            ),
                        ])
                    })
            ),
        ])
    }

    private static func reasons(
        _ uncertain: Amount, _ gated: Amount, _ fewRows: Amount
    ) -> JSONValue {
        .object([
            ("uncertain", .nano(uncertain)), ("gated", .nano(gated)), ("fewRows", .nano(fewRows)),
        ])
    }

    /// A sum that need not fit an amount.
    private static func text(_ sum: UInt128) -> String {
        UInt64(exactly: sum).map { "\(Amount(nanoOPEN: $0))" } ?? "\(sum) nano-OPEN"
    }
}
