public import Identity
public import Money

/// What one row gets for one answer: share, amount, and how much of it now.
public struct AnswerLine: Equatable, Sendable {
    /// The row's number in its Datanet.
    public let row: UInt32
    /// The row's owner.
    public let account: AccountAddress
    /// The point estimate.
    public let weight: PartsPerBillion
    /// Its lower bound.
    public let lower: PartsPerBillion
    /// The row's part of the fee.
    public let amount: Amount
    /// What is payable now.
    public let paid: Amount
    /// What is held: a liability to the account.
    public let held: Amount
    /// Why it is held.
    public let reason: LineReason

    /// Fields as they are; ``AnswerSplit`` says what they must be.
    public init(
        row: UInt32, account: AccountAddress, weight: PartsPerBillion, lower: PartsPerBillion,
        amount: Amount, paid: Amount, held: Amount, reason: LineReason
    ) {
        self.row = row
        self.account = account
        self.weight = weight
        self.lower = lower
        self.amount = amount
        self.paid = paid
        self.held = held
        self.reason = reason
    }

    /// The share that the line's amounts were made from.
    public var attributedRow: AttributedRow {
        let hold: AttributedRow.Hold? =
            switch reason {
            case .none, .uncertain: nil
            case .gated: .gated
            case .fewRows: .fewRows
            }
        return AttributedRow(row: row, account: account, weight: weight, lower: lower, hold: hold)
    }
}
