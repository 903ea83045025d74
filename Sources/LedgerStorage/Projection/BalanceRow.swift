import Economy
import GRDB
import Identity
import Ledger
import Money
import Wire

/// An account's balances as the table holds them, one column a hold reason behind the payable one;
/// amounts are stored bit by bit as signed integers.
struct BalanceRow: Equatable, Sendable {
    let account: String
    let amounts: [Int64]

    init(_ statement: AccountStatement) {
        account = Hex.encode(statement.account.bytes)
        amounts = ([statement.payable] + HoldReason.allCases.map(statement.held)).map {
            Int64(bitPattern: $0.nanoOPEN)
        }
    }

    init(_ row: Row) {
        account = row["account"]
        amounts = ([row["payable"]] + HoldReason.allCases.map { row[$0.column] })
    }

    func save(_ db: Database) throws {
        let places = Array(repeating: "?", count: 1 + amounts.count).joined(separator: ", ")
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO balances VALUES (\(places))")
            .execute(arguments: StatementArguments([account]) + StatementArguments(amounts))
    }
}

extension HoldReason {
    /// The name of the columns of amounts that are held for this reason.
    var column: String { "held_\(word)" }
}
