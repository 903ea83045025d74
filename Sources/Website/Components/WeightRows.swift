internal import Ledger
internal import Money
internal import NodeAPI

/// One row's share of an answer, shown in full.
struct WeightRow: Sendable {
    let anchor: String
    let rank: Int
    /// The row's text; nil once it was withdrawn.
    let words: ClippedText?
    let rowLabel: String?
    let owner: AccountChip
    let row: String
    let whisker: Markup
    let share: String
    let paid: Markup
    /// What is held of it; nil for nothing.
    let holding: Holding?

    struct Holding: Sendable {
        let amount: Markup
        /// Why, where the whole of it is held.
        let pill: String?
        let sentence: String?
    }

    init(
        _ line: AnswerLine, rank: Int, axis: UInt64, record: DatanetRowRecord?, names: AccountNames
    ) {
        anchor = "w\(line.row)"
        self.rank = rank
        words = record.map { .row($0.text) }
        rowLabel = record.map { ClippedText.name($0.label) }
        owner = names.chip(line.account)
        row = CountText.grouped(line.row)
        let isWhollyHeld = line.reason == .gated || line.reason == .fewRows
        let interval = ShareInterval(line)
        whisker = Whisker(interval, axis: axis, isHeld: isWhollyHeld).markup
        share = interval.text
        paid = AmountText.exact(line.paid)
        let reason = HoldReason(line.reason)
        holding =
            line.held == .zero
            ? nil
            : Holding(
                amount: AmountText.exact(line.held), pill: isWhollyHeld ? reason?.word : nil,
                sentence: isWhollyHeld ? reason?.sentence : nil)
    }
}

/// One row's share of an answer on one line of a table.
struct CompactWeightRow: Sendable {
    let anchor: String
    let row: String
    let ownerHref: String
    let ownerName: String
    let share: String
    let paid: Markup
    let held: Markup
    let reason: String

    init(_ line: AnswerLine, names: AccountNames) {
        anchor = "w\(line.row)"
        row = CountText.grouped(line.row)
        ownerHref = "/accounts/\(line.account)"
        ownerName = names.name(of: line.account)
        share = ShareInterval(line).text
        paid = AmountText.exact(line.paid)
        held = AmountText.exact(line.held)
        reason = HoldReason(line.reason)?.word ?? "paid"
    }
}

/// A row that was looked at and earns nothing.
struct ZeroRow: Sendable {
    let words: ClippedText
    let rowLabel: String
    let owner: AccountChip
    let sentence: String

    init(_ record: DatanetRowRecord, names: AccountNames) {
        words = .row(record.text)
        rowLabel = ClippedText.name(record.label)
        owner = names.chip(record.account)
        switch record.status {
        case .duplicate(let row):
            sentence =
                "Says the same as row \(CountText.grouped(row)), which was registered first and "
                + "keeps the credit."
        case .accepted(let row):
            sentence = "Row \(CountText.grouped(row)) had no share in this answer."
        }
    }
}

extension ShareInterval {
    init(_ line: AnswerLine) {
        self.init(estimate: UInt64(line.weight.value), lower: UInt64(line.lower.value))
    }
}
