package import Economy
import GRDB
package import Identity
import Ledger
package import Money
import Wire

/// What one entry did to one account.
package struct StatementLine: Equatable, Sendable {
    /// The account.
    package let account: AccountAddress
    /// The entry's index.
    package let index: UInt64
    /// Added to the payable balance.
    package private(set) var received = Amount.zero
    /// Taken from the payable balance.
    package private(set) var spent = Amount.zero
    /// What is held.
    package private(set) var holds = HeldAmounts()

    /// What is held for one reason.
    package func held(_ reason: HoldReason) -> Amount { holds[reason] }

    fileprivate init(account: AccountAddress, index: UInt64) {
        self.account = account
        self.index = index
    }

    /// The accounts that the entries touched, by address, each with one line per entry, in order.
    static func lines(
        of applied: [LogReplay.Applied]
    ) -> [(account: AccountAddress, lines: [StatementLine])] {
        var lines: [AccountAddress: [StatementLine]] = [:]
        for item in applied {
            for posting in item.postings {
                if case .payable(let payer) = posting.from {
                    lines[payer, default: []].change(payer, item.index) {
                        $0.spent = sum($0.spent, posting.amount)
                    }
                }
                guard let account = posting.to.account else { continue }
                lines[account, default: []].change(account, item.index) { $0.take(posting) }
            }
        }
        return lines.sorted { $0.key < $1.key }.map { (account: $0.key, lines: $0.value) }
    }

    private mutating func take(_ posting: Posting) {
        switch posting.to {
        case .payable: received = Self.sum(received, posting.amount)
        case .held(_, let reason): holds[reason] = Self.sum(held(reason), posting.amount)
        case .outside, .pool, .burned: break
        }
    }

    /// The parts of one entry sum to at most its fee.
    private static func sum(_ first: Amount, _ second: Amount) -> Amount {
        Amount(nanoOPEN: first.nanoOPEN + second.nanoOPEN)
    }

    /// The amounts as their columns hold them: bit by bit as signed integers.
    var amounts: [Int64] {
        var amounts = [Int64(bitPattern: received.nanoOPEN), Int64(bitPattern: spent.nanoOPEN)]
        for reason in HoldReason.allCases {
            amounts.append(Int64(bitPattern: held(reason).nanoOPEN))
        }
        return amounts
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
            for reason in HoldReason.allCases { line.holds[reason] = amount(reason.column) }
            return line
        }
    }
}

extension [StatementLine] {
    /// Changes the line of an account's latest entry; makes it if there is none yet.
    fileprivate mutating func change(
        _ account: AccountAddress, _ index: UInt64, _ edit: (inout StatementLine) -> Void
    ) {
        if last?.index != index { append(StatementLine(account: account, index: index)) }
        edit(&self[count - 1])
    }
}

extension Posting.Place {
    /// Whose balance it is, if it is an account's.
    fileprivate var account: AccountAddress? {
        switch self {
        case .payable(let account), .held(let account, _): account
        case .outside, .pool, .burned: nil
        }
    }
}
