/// The local rule that an answer breaks; visible from the entry alone.
public enum AnswerFlaw: Error, Equatable, Sendable {
    /// A weight is over a billion parts per billion.
    case weightOutOfRange
    /// Over 64 rows.
    case tooManyRows(Int)
    /// A lower bound is over its point estimate.
    case lowerAboveWeight(row: UInt32)
    /// Lines out of order: weight descending, ties by row ascending.
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

    /// One sentence that names the rule.
    public var description: String {
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

extension AnswerFlaw: CustomStringConvertible {}
