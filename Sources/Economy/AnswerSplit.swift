package import Money

/// How one fee is divided: the rule of docs/formats/ledger-entry.md, §13, local rules 2 to 6.
///
/// One function makes the amounts of an entry and checks them, so the two cannot drift apart. All
/// arithmetic is in integers.
package struct AnswerSplit: Equatable, Sendable {
    /// The most lines that an answer may have.
    package static let lineLimit = 64

    /// The lines, by weight descending and subject ascending.
    package let lines: [AnswerLine]
    /// What cannot be attributed to rows.
    package let unattributedWeight: PartsPerBillion
    /// Its part of the fee, which goes to the Datanet's pool.
    package let unattributedAmount: Amount
    /// The parts of maker, node, base model and burn, and the contributors' whole part.
    package let parts: FeeParts

    /// Divides `fee` between rows, their Datanet's pool and the others.
    ///
    /// - Parameters:
    ///   - fee: what was paid.
    ///   - shares: how the fee is divided.
    ///   - rows: in any order; what their weights leave of the whole is unattributed.
    /// - Throws: ``AnswerFlaw``.
    package init(fee: Amount, shares: FeeShares, rows: [AttributedRow]) throws(AnswerFlaw) {
        let rows = rows.sorted {
            $0.weight == $1.weight ? $0.subject < $1.subject : $0.weight > $1.weight
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
        let reason = row.hold ?? (held == .zero ? nil : .uncertain)
        return AnswerLine(
            row.subject, evidence: row.evidence, account: row.account, weight: row.weight,
            lower: row.lower, amount: amount, paid: paid, held: held, reason: reason)
    }

    private static func checkWeights(
        _ rows: [AttributedRow], _ unattributed: PartsPerBillion
    ) throws(AnswerFlaw) {
        guard rows.count <= lineLimit else { throw .tooManyRows(rows.count) }
        for row in rows where row.lower > row.weight { throw .lowerAboveWeight(row: row.row) }
        for (earlier, later) in zip(rows, rows.dropFirst()) {
            guard
                earlier.weight > later.weight
                    || (earlier.weight == later.weight && earlier.subject <= later.subject)
            else { throw .order(row: later.row) }
        }
        // At most 64 lines: comparing each with those before it costs less than hashing them.
        for (position, row) in rows.enumerated()
        where rows[..<position].contains(where: { $0.subject == row.subject }) {
            throw .repeatedRow(row.row)
        }
        let sum = rows.reduce(UInt64(unattributed.value)) { $0 + UInt64($1.weight.value) }
        guard sum == UInt64(PartsPerBillion.whole.value) else { throw .weightSum }
    }
}

/// The division of a fee as an answer states it.
package struct StatedDivision: Equatable, Sendable {
    /// What was paid.
    package let fee: Amount
    /// What the payer agreed to pay at most.
    package let maximumFee: Amount
    /// How the fee is divided.
    package let shares: FeeShares
    /// The lines in their order.
    package let lines: [AnswerLine]
    /// What cannot be attributed.
    package let unattributedWeight: PartsPerBillion
    /// Its part of the fee.
    package let unattributedAmount: Amount

    /// A division as stated; ``check()`` says whether it is right.
    package init(
        fee: Amount, maximumFee: Amount, shares: FeeShares, lines: [AnswerLine],
        unattributedWeight: PartsPerBillion, unattributedAmount: Amount
    ) {
        self.fee = fee
        self.maximumFee = maximumFee
        self.shares = shares
        self.lines = lines
        self.unattributedWeight = unattributedWeight
        self.unattributedAmount = unattributedAmount
    }

    /// Checks the stated amounts against the rule.
    ///
    /// - Throws: the first ``AnswerFlaw`` in the order of the format's page.
    package func check() throws(AnswerFlaw) {
        let split = try AnswerSplit(
            fee: fee, shares: shares, ordered: lines.map(\.attributedRow),
            unattributedWeight: unattributedWeight)
        guard fee <= maximumFee else { throw .feeAboveMaximum }
        for (number, (stated, right)) in zip(lines, split.lines).enumerated() {
            guard stated.amount == right.amount else { throw .amount(line: number) }
        }
        guard unattributedAmount == split.unattributedAmount else { throw .unattributedAmount }
        for (number, (stated, right)) in zip(lines, split.lines).enumerated() {
            guard stated == right else { throw .settlement(line: number) }
        }
    }
}

/// The local rule that an answer breaks; visible from the entry alone.
package enum AnswerFlaw: Error, Equatable, Sendable {
    /// A weight is over a billion parts per billion.
    case weightOutOfRange
    /// Over 64 rows.
    case tooManyRows(Int)
    /// A lower bound is over its point estimate.
    case lowerAboveWeight(row: UInt32)
    /// Lines out of order: weight descending, ties by subject ascending.
    case order(row: UInt32)
    /// A row stands twice.
    case repeatedRow(UInt32)
    /// Weights and unattributed rest do not sum to a billion.
    case weightSum
    /// The fee is over what the payer signed.
    case feeAboveMaximum
    /// An amount is not its largest-remainder part of the contributors' part.
    case amount(line: Int)
    /// The unattributed amount is not its largest-remainder part.
    case unattributedAmount
    /// Paid, held or reason do not follow from amount, weight and lower bound.
    case settlement(line: Int)
}

extension AnswerFlaw: CustomStringConvertible {
    /// One sentence that names the rule.
    package var description: String {
        switch self {
        case .weightOutOfRange: "A weight is over 1,000,000,000 parts per billion."
        case .tooManyRows(let count): "An answer has at most 64 lines, this has \(count)."
        case .lowerAboveWeight(let row): "The lower bound of row \(row) is over its weight."
        case .order(let row): "The line of row \(row) stands out of order."
        case .repeatedRow(let row): "Row \(row) stands twice."
        case .weightSum: "Weights and unattributed rest must sum to 1,000,000,000."
        case .feeAboveMaximum: "The fee is over the maximum that the payer signed."
        case .amount(let line): "The amount of line \(line) does not follow from its weight."
        case .unattributedAmount: "The unattributed amount does not follow from its weight."
        case .settlement(let line):
            "What line \(line) pays and holds does not follow from its amount and lower bound."
        }
    }
}
