internal import Economy
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI

/// Where a fee went: six parts, and the contributors' part unfolded into accounts, held and pool.
struct FeeFlow: Sendable {
    struct Share: Sendable {
        /// By which the script finds it.
        let number: Int
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

    init(_ record: AnswerRecord, names: AccountNames) {
        let (answer, lines) = (record.answer, record.answer.lines)
        fee = AmountText.exact(answer.fee)
        payer = names.chip(answer.payer)
        parts = FeeLines.lines(answer)
        partsBar = FlowBars.bar(parts.map { ($0.nano, "var(--\($0.color))") })
        let contributors = answer.shares.split(answer.fee).contributors.nanoOPEN
        unfolding = FlowBars.unfolding(contributors, of: answer.fee.nanoOPEN)

        let paid = Self.paidByAccount(lines)
        let (first, rest) = (paid.prefix(Self.topCount), paid.dropFirst(Self.topCount))
        let restSum = rest.reduce(0) { $0 + $1.nano }
        let heldSum = lines.reduce(0) { $0 + $1.held.nanoOPEN }
        top = first.enumerated().map { number, share in
            Share(
                number: number, owner: names.chip(share.account),
                amount: AmountText.exact(share.nano))
        }
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
                (UInt64(restSum), "var(--contrib)"), (heldSum, "url(#hatch-held)"),
                (answer.unattributedAmount.nanoOPEN, "url(#hatch-pool)"),
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

/// One of the six parts of a fee.
struct FeeLine: Sendable {
    /// Its place in ``FeeShares/inOrder``, by which the script finds it.
    let part: Int
    /// The class of its color.
    let color: String
    let name: String
    let note: String
    let percent: String
    let nano: UInt64
    let amount: Markup
}

/// The six parts of a fee in the order in which pages show them.
enum FeeLines {
    static func lines(_ answer: Answer) -> [FeeLine] {
        let parts = answer.shares.split(answer.fee).inOrder
        let shares = answer.shares.inOrder
        return order.map { line in
            FeeLine(
                part: line.part, color: line.color, name: line.name, note: line.note,
                percent: ShareText.percent(basisPoints: shares[line.part]),
                nano: parts[line.part].nanoOPEN, amount: AmountText.exact(parts[line.part]))
        }
    }

    /// The parts by their place in ``FeeShares/inOrder``, with their colors and names.
    static let order: [(part: Int, color: String, name: String, note: String)] = [
        (4, "burn", "Burned", "destroyed for good"),
        (2, "node", "Node", "computed the answer"),
        (1, "maker", "Model maker", "trained the adapter"),
        (3, "base", "Base model", "what the adapter stands on"),
        (5, "stake", "Stakers", "nobody stakes in this version"),
        (0, "contrib", "Contributors", "by attribution"),
    ]
}

/// Bars of a fee's parts, drawn to scale.
package enum FlowBars {
    /// A bar of the whole width, one segment an amount; amounts of nothing have none.
    package static func bar(_ parts: [(nano: UInt64, fill: String)]) -> Markup {
        let whole = parts.reduce(UInt128(0)) { $0 + UInt128($1.nano) }
        guard whole > 0 else { return Markup("<svg height=\"30\" aria-hidden=\"true\"></svg>") }
        var start: UInt128 = 0
        var segments = ""
        for part in parts where part.nano > 0 {
            let end = start + UInt128(part.nano)
            let (left, right) = (UInt64(start * 10_000 / whole), UInt64(end * 10_000 / whole))
            segments +=
                "<rect class=\"segment\" x=\"\(IntervalBar.percent(left))\" "
                + "width=\"\(IntervalBar.percent(right - left))\" height=\"30\" "
                + "fill=\"\(part.fill)\"/>"
            start = end
        }
        return Markup("<svg height=\"30\" aria-hidden=\"true\">\(segments)</svg>")
    }

    /// The last segment of the bar above, unfolded to the full width of the bar below.
    package static func unfolding(_ part: UInt64, of whole: UInt64) -> Markup {
        guard part > 0, part <= whole else { return Markup("") }
        let left = IntervalBar.percent(
            UInt64((UInt128(whole) - UInt128(part)) * 10_000 / UInt128(whole)))
        let start = left.dropLast()
        return Markup(
            "<svg viewBox=\"0 0 100 20\" preserveAspectRatio=\"none\" height=\"26\" "
                + "aria-hidden=\"true\"><path d=\"M\(start) 0H100V20H0z\" "
                + "fill=\"var(--contrib)\" opacity=\".13\"/>"
                + "<path d=\"M\(start) 0 0 20M100 0v20\" stroke=\"var(--contrib)\" "
                + "vector-effect=\"non-scaling-stroke\" opacity=\".55\"/></svg>")
    }
}
