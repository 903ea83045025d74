internal import Identity
internal import Ledger
internal import Money

/// Where a fee went: six parts, and the contributors' part unfolded into accounts, held and pool.
struct FeeFlow: Sendable {
    struct Share: Sendable {
        let owner: AccountChip
        let amount: Markup
    }

    struct Others: Sendable {
        let amount: Markup
        let note: String
    }

    let fee: Markup
    let payer: AccountChip
    let parts: [FeeLine]
    let partsBar: Markup
    let unfolding: Markup
    let sharesBar: Markup
    /// What the accounts that got most are paid now.
    let top: [Share]
    let others: Others?
    let held: Markup
    let pool: Markup

    /// How many accounts have a segment of their own.
    private static let topCount = 3

    init(_ answer: Answer, names: AccountNames) {
        fee = AmountText.exact(answer.fee)
        payer = names.chip(answer.payer)
        parts = FeeLines.lines(answer)
        partsBar = FlowBars.bar(parts.map { ($0.nano, "var(--\($0.color))") })
        let contributors = answer.shares.split(answer.fee).contributors.nanoOPEN
        unfolding = FlowBars.unfolding(contributors, of: answer.fee.nanoOPEN)

        let paid = Self.paidByAccount(answer.lines)
        let (first, rest) = (paid.prefix(Self.topCount), paid.dropFirst(Self.topCount))
        let restSum = rest.reduce(0) { $0 + $1.nano }
        let heldSum = answer.lines.reduce(0) { $0 + $1.held.nanoOPEN }
        top = first.map { Share(owner: names.chip($0.account), amount: AmountText.exact($0.nano)) }
        others =
            rest.isEmpty
            ? nil
            : Others(
                amount: AmountText.exact(UInt128(restSum)),
                note: CountText.counted(rest.count, "further account"))
        held = AmountText.exact(UInt128(heldSum))
        pool = AmountText.exact(answer.unattributedAmount)
        let segments =
            first.map { (UInt64($0.nano), "var(--contrib)") } + [
                (UInt64(restSum), "var(--contrib)"), (heldSum, "url(#ht)"),
                (answer.unattributedAmount.nanoOPEN, "url(#hp)"),
            ]
        sharesBar = FlowBars.bar(segments)
    }

    /// What each account is paid now, the most first; accounts that are paid nothing are left out.
    private static func paidByAccount(
        _ lines: [AnswerLine]
    ) -> [(account: AccountAddress, nano: UInt128)] {
        var sums: [AccountAddress: UInt128] = [:]
        for line in lines where line.paid > .zero {
            sums[line.account, default: 0] += UInt128(line.paid.nanoOPEN)
        }
        return sums.map { (account: $0.key, nano: $0.value) }
            .sorted { $0.nano == $1.nano ? $0.account < $1.account : $0.nano > $1.nano }
    }
}
