internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import Money
internal import Wire

/// Who earned what and why, and whether the payment rule kept its promises.
struct IncomeTable: Sendable {
    struct Row: Sendable {
        let name: String
        let kind: DemonstrationAccounts.Kind
        let statement: AccountStatement
        let submitted: Int
        let duplicates: Int
        /// nil when none of the account's rows was accepted.
        let standing: Standing?

        var accepted: Int { submitted - duplicates }
        var earnedNanoOPEN: UInt64 { UInt64(clamping: statement.earnedByRows) }
        var earnedPerRow: Double { Double(earnedNanoOPEN) / Double(max(1, submitted)) }

        var json: JSONValue {
            func amount(_ value: Amount) -> JSONValue { .string(String(value.nanoOPEN)) }
            return .object([
                ("account", .string("\(statement.account)")),
                ("kind", .string(kind.rawValue)),
                ("name", .string(name)),
                ("rows", .integer(Int64(submitted))),
                ("duplicates", .integer(Int64(duplicates))),
                ("earned", .string(String(statement.earnedByRows))),
                ("held", .string(String(statement.held))),
                (
                    "heldReasons",
                    .object(HoldReason.allCases.map { ($0.word, amount(statement.held($0))) })
                ),
                ("standing", standing.map { .string($0.word) } ?? .null),
            ])
        }
    }

    /// In the order of registration.
    let rows: [Row]

    init(
        _ accounts: DemonstrationAccounts, datanet: Datanet, standings: [AccountAddress: Standing],
        state: LedgerState
    ) {
        rows = zip(accounts.contributors, datanet.contributions).map { contributor, registered in
            Row(
                name: contributor.name, kind: contributor.kind,
                statement: state.balances.statement(of: contributor.key.address),
                submitted: contributor.rows.count, duplicates: Int(registered.duplicateCount),
                standing: standings[contributor.key.address])
        }
    }

    var teams: [Row] { rows.filter { $0.kind == .team } }

    /// The median of what honest accounts with ten or more rows earned per row, in nano-OPEN.
    var medianPerRow: Double {
        let values = teams.filter { $0.accepted >= 10 }.map(\.earnedPerRow).sorted()
        return values.isEmpty ? 0 : values[values.count / 2]
    }

    /// Honest accounts with ten or more rows that were paid, and all of them.
    var paidTeams: (paid: Int, all: Int) {
        let large = teams.filter { $0.accepted >= 10 }
        return (large.count { $0.earnedNanoOPEN > 0 }, large.count)
    }

    /// A bad contributor's pay per row as a share of the honest median.
    func share(of row: Row) -> Double {
        medianPerRow > 0 ? row.earnedPerRow / medianPerRow : 0
    }

    var claims: JSONValue {
        let bad = rows.filter { $0.kind != .team }
        let (paid, all) = paidTeams
        return .object([
            ("badPayPerRow", .object(bad.map { ($0.kind.rawValue, .decimal(share(of: $0))) })),
            ("paidTeams", .integer(Int64(paid))),
            ("teamsWithTenRows", .integer(Int64(all))),
            ("medianNanoOPENPerRow", .decimal(medianPerRow)),
        ])
    }
}
