public import Money

/// How one fee is divided: the rule of docs/formats/ledger-entry.md, §13, local rules 2 to 6.
///
/// One function makes the amounts of an entry and checks them, so the two cannot drift apart. All
/// arithmetic is in integers.
public struct AnswerSplit: Equatable, Sendable {
    /// The most lines that an answer may have.
    public static let lineLimit = 64

    /// The lines, by weight descending and row ascending.
    public let lines: [AnswerLine]
    /// What cannot be attributed to rows.
    public let unattributedWeight: PartsPerBillion
    /// Its part of the fee, which goes to the Datanet's pool.
    public let unattributedAmount: Amount
    /// The parts of maker, node, base model and burn, and the contributors' whole part.
    public let parts: FeeParts

    /// Divides `fee` between rows, their Datanet's pool and the others.
    ///
    /// - Parameters:
    ///   - fee: what was paid.
    ///   - shares: how the fee is divided.
    ///   - rows: in any order; what their weights leave of the whole is unattributed.
    /// - Throws: ``AnswerFlaw``.
    public init(fee: Amount, shares: FeeShares, rows: [AttributedRow]) throws(AnswerFlaw) {
        let rows = rows.sorted {
            $0.weight == $1.weight ? $0.row < $1.row : $0.weight > $1.weight
        }
        let sum = rows.reduce(UInt64(0)) { $0 + UInt64($1.weight.value) }
        let whole = UInt64(PartsPerBillion.whole.value)
        guard sum <= whole, let rest = PartsPerBillion(UInt32(whole - sum)) else {
            throw .weightSum
        }
        try self.init(fee: fee, shares: shares, ordered: rows, unattributedWeight: rest)
    }

    /// Divides between rows that must already stand in order.
    init(
        fee: Amount, shares: FeeShares, ordered rows: [AttributedRow],
        unattributedWeight: PartsPerBillion
    ) throws(AnswerFlaw) {
        try Self.checkWeights(rows, unattributedWeight)
        parts = shares.split(fee)
        let weights = (rows.map(\.weight) + [unattributedWeight]).map { UInt64($0.value) }
        guard
            let amounts = Apportionment.largestRemainder(
                parts.contributors.nanoOPEN, by: weights)
        else { throw .weightSum }
        lines = zip(rows, amounts).map { row, amount in
            Self.settled(row, amount: Amount(nanoOPEN: amount))
        }
        self.unattributedWeight = unattributedWeight
        unattributedAmount = Amount(nanoOPEN: amounts[rows.count])
    }

    /// Paid now is ⌊amount · lower / weight⌋ of a line that is not held; the rest is held.
    private static func settled(_ row: AttributedRow, amount: Amount) -> AnswerLine {
        var paid = Amount.zero
        if row.hold == nil, row.weight > .zero {
            // lower ≤ weight was checked, so the quotient is at most `amount`.
            let product = UInt128(amount.nanoOPEN) * UInt128(row.lower.value)
            paid = Amount(nanoOPEN: UInt64(product / UInt128(row.weight.value)))
        }
        let held = Amount(nanoOPEN: amount.nanoOPEN - paid.nanoOPEN)
        let reason: LineReason =
            switch row.hold {
            case .gated: .gated
            case .fewRows: .fewRows
            case nil: held == .zero ? .none : .uncertain
            }
        return AnswerLine(
            row: row.row, account: row.account, weight: row.weight, lower: row.lower,
            amount: amount, paid: paid, held: held, reason: reason)
    }

    private static func checkWeights(
        _ rows: [AttributedRow], _ unattributed: PartsPerBillion
    ) throws(AnswerFlaw) {
        guard rows.count <= lineLimit else { throw .tooManyRows(rows.count) }
        for row in rows where row.lower > row.weight { throw .lowerAboveWeight(row: row.row) }
        for (earlier, later) in zip(rows, rows.dropFirst()) {
            guard
                earlier.weight > later.weight
                    || (earlier.weight == later.weight && earlier.row <= later.row)
            else { throw .order(row: later.row) }
        }
        var seen: Set<UInt32> = []
        for row in rows where !seen.insert(row.row).inserted { throw .repeatedRow(row.row) }
        let sum = rows.reduce(UInt64(unattributed.value)) { $0 + UInt64($1.weight.value) }
        guard sum == UInt64(PartsPerBillion.whole.value) else { throw .weightSum }
    }
}

extension AnswerSplit {
    /// Checks an answer's stored amounts against the rule.
    static func check(_ answer: Answer) throws(AnswerFlaw) -> AnswerSplit {
        let split = try AnswerSplit(
            fee: answer.fee, shares: answer.shares,
            ordered: answer.lines.map(\.attributedRow),
            unattributedWeight: answer.unattributedWeight)
        guard answer.fee <= answer.maximumFee else { throw .feeAboveMaximum }
        for (number, (stated, right)) in zip(answer.lines, split.lines).enumerated() {
            guard stated.amount == right.amount else { throw .amount(line: number) }
        }
        guard answer.unattributedAmount == split.unattributedAmount else {
            throw .unattributedAmount
        }
        for (number, (stated, right)) in zip(answer.lines, split.lines).enumerated() {
            guard stated == right else { throw .settlement(line: number) }
        }
        return split
    }
}
