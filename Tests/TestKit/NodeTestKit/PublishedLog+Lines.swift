import Economy
import Identity
import Ledger
import Money
import NodeAPI

extension PublishedLog {
    /// What each entry did to an account, newest first, by the format's table of balances.
    func lines(of account: AccountAddress) -> [AccountRecord.Line] {
        entries.enumerated().reversed().compactMap { position, entry in
            switch entry.body {
            case .deposit(let deposit) where deposit.account == account:
                Self.line(position, entry, .deposit, received: deposit.amount.nanoOPEN)
            case .answer(let answer): Self.line(position, entry, answer, account)
            default: nil
            }
        }
    }

    private static func line(
        _ position: Int, _ entry: Entry, _ answer: Answer, _ account: AccountAddress
    ) -> AccountRecord.Line? {
        let parts = answer.shares.split(answer.fee)
        var received: UInt64 = 0
        if answer.makerAccount == account { received += parts.modelMaker.nanoOPEN }
        if answer.nodeAccount == account { received += parts.node.nanoOPEN }
        if answer.baseModelAccount == account { received += parts.baseModel.nanoOPEN }
        let own = answer.lines.filter { $0.account == account }
        received += own.reduce(0) { $0 + $1.paid.nanoOPEN }
        func held(_ reason: HoldReason) -> UInt64 {
            own.filter { $0.reason == reason }.reduce(0) { $0 + $1.held.nanoOPEN }
        }
        let line = line(
            position, entry, .answer, received: received,
            spent: answer.payer == account ? answer.fee.nanoOPEN : 0,
            holds: Dictionary(
                uniqueKeysWithValues: HoldReason.allCases.map {
                    ($0, Amount(nanoOPEN: held($0)))
                }))
        return received + line.spent.nanoOPEN + own.reduce(0) { $0 + $1.held.nanoOPEN } > 0
            ? line : nil
    }

    private static func line(
        _ position: Int, _ entry: Entry, _ type: EntryType, received: UInt64, spent: UInt64 = 0,
        holds: [HoldReason: Amount] = [:]
    ) -> AccountRecord.Line {
        AccountRecord.Line(
            index: UInt64(position), timestampSeconds: entry.timestampSeconds, type: type,
            received: Amount(nanoOPEN: received), spent: Amount(nanoOPEN: spent),
            holds: holds)
    }
}
