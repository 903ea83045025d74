import Economy
import GRDB
import Identity
import Ledger
import Money
import Wire

/// An account's balances as the table holds them: the payable one, then a column per hold reason.
///
/// Amounts are stored bit by bit as signed integers.
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
        var values: [(any DatabaseValueConvertible)?] = [account]
        for amount in amounts { values.append(amount) }
        try db.cachedStatement(sql: Self.saving).execute(arguments: StatementArguments(values))
    }

    private static let saving: String = {
        let places = Array(repeating: "?", count: 2 + HoldReason.allCases.count)
        return "INSERT OR REPLACE INTO balances VALUES (\(places.joined(separator: ", ")))"
    }()
}

extension HoldReason {
    /// The name of the columns of amounts that are held for this reason.
    var column: String { "held_\(word)" }
}
