internal import Ledger
internal import Money
internal import NodeAPI

/// Who shaped an answer: every line of its entry, the unattributed rest, and who earned nothing.
struct WeightTable: Sendable {
    /// Rows beyond the first ones, each on one line, with their sums.
    struct Folded: Sendable {
        let title: String
        let sentence: String
        let rows: [CompactWeightRow]
    }

    /// What nothing explains.
    struct Rest: Sendable {
        let share: String
        let whisker: Markup
        let amount: Markup
    }

    let rows: [WeightRow]
    let folded: Folded?
    let rest: Rest
    let zeroRows: [ZeroRow]
    let zeroTitle: String
    let hasZeroRows: Bool

    /// Rows shown in full.
    static let fullRows = 12
    /// Rows without pay that are shown.
    static let zeroLimit = 4

    init(_ record: AnswerRecord, names: AccountNames) {
        let lines = record.answer.lines
        let unattributed = UInt64(record.answer.unattributedWeight.value)
        let axis = max(unattributed, lines.map { ShareInterval($0).upper }.max() ?? 0)
        rows = lines.prefix(Self.fullRows).enumerated().map { position, line in
            WeightRow(
                line, rank: position + 1, axis: axis, record: record.rows[line.row], names: names)
        }
        folded = Self.fold(lines.dropFirst(Self.fullRows), names)
        rest = Rest(
            share: ShareText.decimal(UInt32(unattributed)),
            whisker: Whisker.rest(unattributed, axis: axis),
            amount: AmountText.exact(record.answer.unattributedAmount))
        zeroRows = record.duplicates.prefix(Self.zeroLimit).map { ZeroRow($0, names: names) }
        hasZeroRows = !zeroRows.isEmpty
        let more = record.duplicates.count - zeroRows.count
        zeroTitle =
            "Looked at, and paid nothing: " + CountText.counted(zeroRows.count, "row")
            + (more > 0 ? ", and \(CountText.grouped(more)) more of the same kind" : "")
    }

    private static func fold(_ lines: ArraySlice<AnswerLine>, _ names: AccountNames) -> Folded? {
        guard let highest = lines.first else { return nil }
        let paid = Amount.total(of: lines.map(\.paid))
        let held = Amount.total(of: lines.map(\.held))
        return Folded(
            title: CountText.counted(lines.count, "further row")
                + ", none above \(ShareText.decimal(highest.weight.value))",
            sentence:
                "Together \(AmountText.digits(paid)) paid and \(AmountText.digits(held)) held.",
            rows: lines.map { CompactWeightRow($0, names: names) })
    }
}
