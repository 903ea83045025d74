import GRDB
import Identity
import Ledger
import Money
import Wire

/// An account's four balances as the table holds them; amounts are stored bit by bit as signed
/// integers.
struct BalanceRow: Equatable, Sendable {
    let account: String
    let amounts: [Int64]

    init(_ statement: AccountStatement) {
        account = Hex.encode(statement.account.bytes)
        amounts = [
            statement.payable, statement.heldUncertain, statement.heldGated,
            statement.heldFewRows,
        ].map { Int64(bitPattern: $0.nanoOPEN) }
    }

    init(_ row: Row) {
        account = row["account"]
        amounts = [
            row["payable"], row["heldUncertain"], row["heldGated"], row["heldFewRows"],
        ]
    }

    func save(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO balances VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [account, amounts[0], amounts[1], amounts[2], amounts[3]])
    }
}
