import GRDB
public import Identity
import Ledger
public import Money
import Wire

/// What one entry did to one account.
public struct StatementLine: Equatable, Sendable {
    /// The account.
    public let account: AccountAddress
    /// The entry's index.
    public let index: UInt64
    /// Added to the payable balance.
    public private(set) var received = Amount.zero
    /// Taken from the payable balance.
    public private(set) var spent = Amount.zero
    /// Held because the shares are uncertain.
    public private(set) var heldUncertain = Amount.zero
    /// Held because the account did not pass the gate.
    public private(set) var heldGated = Amount.zero
    /// Held because the account has too few rows.
    public private(set) var heldFewRows = Amount.zero

    private init(account: AccountAddress, index: UInt64) {
        self.account = account
        self.index = index
    }

    /// One line an account that the entry touched, by address.
    static func lines(of applied: LogReplay.Applied) -> [StatementLine] {
        var lines: [AccountAddress: StatementLine] = [:]
        func change(_ account: AccountAddress, _ edit: (inout StatementLine) -> Void) {
            edit(&lines[account, default: StatementLine(account: account, index: applied.index)])
        }
        for posting in applied.postings {
            if case .payable(let payer) = posting.from {
                change(payer) { $0.spent = sum($0.spent, posting.amount) }
            }
            switch posting.to {
            case .payable(let account):
                change(account) { $0.received = sum($0.received, posting.amount) }
            case .held(let account, .uncertain):
                change(account) { $0.heldUncertain = sum($0.heldUncertain, posting.amount) }
            case .held(let account, .gated):
                change(account) { $0.heldGated = sum($0.heldGated, posting.amount) }
            case .held(let account, .fewRows):
                change(account) { $0.heldFewRows = sum($0.heldFewRows, posting.amount) }
            case .held(_, .none), .outside, .pool, .burned: break
            }
        }
        return lines.values.sorted { $0.account < $1.account }
    }

    /// The parts of one entry sum to at most its fee.
    private static func sum(_ first: Amount, _ second: Amount) -> Amount {
        Amount(nanoOPEN: first.nanoOPEN + second.nanoOPEN)
    }

    func insert(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                Hex.encode(account.bytes), Int64(bitPattern: index),
                Int64(bitPattern: received.nanoOPEN), Int64(bitPattern: spent.nanoOPEN),
                Int64(bitPattern: heldUncertain.nanoOPEN), Int64(bitPattern: heldGated.nanoOPEN),
                Int64(bitPattern: heldFewRows.nanoOPEN),
            ])
    }

    /// An account's latest lines, newest first.
    static func fetch(
        _ db: Database, account: AccountAddress, before index: UInt64?, limit: Int
    ) throws -> [StatementLine] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM lines WHERE account = ? AND idx < ? ORDER BY idx DESC LIMIT ?
                """,
            arguments: [
                Hex.encode(account.bytes), Int64(clamping: index ?? .max), max(0, limit),
            ])
        return rows.map { row in
            func amount(_ column: String) -> Amount {
                Amount(nanoOPEN: UInt64(bitPattern: row[column] as Int64))
            }
            var line = StatementLine(
                account: account, index: UInt64(bitPattern: row["idx"] as Int64))
            line.received = amount("received")
            line.spent = amount("spent")
            line.heldUncertain = amount("heldUncertain")
            line.heldGated = amount("heldGated")
            line.heldFewRows = amount("heldFewRows")
            return line
        }
    }
}
