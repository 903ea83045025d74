internal import Economy
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI

/// Who shaped an answer, by contributor with their rows, the unattributed rest, and who earned
/// nothing.
struct WeightTable: Sendable {
    /// The whole of it in one sentence.
    struct Headline: Sendable {
        /// Who shaped most of it.
        let name: String
        let share: String
        let paid: Markup
        /// All others together; nil where there are none.
        let others: Others?
        let rest: String
    }

    /// Several contributors together.
    struct Others: Sendable {
        let title: String
        let paid: Markup
        let contributors: [Contributor]
    }

    /// What nothing explains.
    struct Rest: Sendable {
        let share: String
        let intervalBar: Markup
        let amount: Markup
    }

    /// How the shares were estimated.
    let method: String
    /// Nil where no row is credited.
    let headline: Headline?
    let contributors: [Contributor]
    /// Those beyond the first ones, folded.
    let folded: Others?
    let rest: Rest
    let zeroRows: [ZeroRow]
    let zeroTitle: String
    let hasZeroRows: Bool

    /// Rows shown with their bars; an answer may have 64.
    static let fullRows = 12
    /// Contributors that are not folded.
    static let openContributors = 6
    /// Rows without pay that are shown.
    static let zeroLimit = 4

    init(_ record: AnswerRecord, names: AccountNames) {
        let groups = Contribution.all(of: record.answer)
        method = MethodText.sentence(record.answer.methods)
        let unattributed = UInt64(record.answer.unattributedWeight.value)
        let axis = max(unattributed, groups.map(\.interval.estimate).max() ?? 0)
        let all = groups.enumerated().map { position, group in
            Contributor(group, position: position, axis: axis, record, names: names)
        }
        contributors = Array(all.prefix(Self.openContributors))
        folded = Self.together(
            groups.dropFirst(Self.openContributors), all.dropFirst(Self.openContributors))
        headline = groups.first.map { first in
            Headline(
                name: names.name(of: first.account),
                share: first.interval.sentence,
                paid: AmountText.sum(first.paid),
                others: Self.together(groups.dropFirst(), all.dropFirst()),
                rest: ShareText.percent(unattributed) + " % nobody")
        }
        rest = Rest(
            share: ShareText.decimal(UInt32(unattributed)),
            intervalBar: IntervalBar.rest(unattributed, axis: axis),
            amount: AmountText.exact(record.answer.unattributedAmount))
        zeroRows = record.duplicates.prefix(Self.zeroLimit).map { ZeroRow($0, names: names) }
        hasZeroRows = !zeroRows.isEmpty
        let more = record.duplicateCount - zeroRows.count
        zeroTitle =
            "Looked at, and paid nothing: " + CountText.counted(zeroRows.count, "row")
            + (more > 0 ? ", and \(CountText.grouped(more)) more of the same kind" : "")
    }

    private static func together(
        _ groups: ArraySlice<Contribution>, _ contributors: ArraySlice<Contributor>
    ) -> Others? {
        guard !groups.isEmpty else { return nil }
        let share = groups.reduce(0) { $0 + $1.interval.estimate }
        return Others(
            title: CountText.counted(groups.count, "other") + " \(ShareText.percent(share)) %",
            paid: AmountText.sum(groups.reduce(0) { $0 + $1.paid }),
            contributors: Array(contributors))
    }
}

/// The lines of one account in an answer.
private struct Contribution {
    let account: AccountAddress
    /// The lines with their positions in the entry.
    var lines: [(position: Int, line: AnswerLine)]

    /// By shares, the largest first; of equal ones the lower address.
    static func all(of answer: Answer) -> [Contribution] {
        var groups: [AccountAddress: Contribution] = [:]
        for (position, line) in answer.lines.enumerated() {
            groups[line.account, default: Contribution(account: line.account, lines: [])]
                .lines.append((position, line))
        }
        return groups.values.sorted { left, right in
            let (first, second) = (left.interval.estimate, right.interval.estimate)
            return first == second ? left.account < right.account : first > second
        }
    }

    /// The sums of estimates and of lower bounds: since the lines' errors can add up at most, the
    /// sum lies above the sum of the bounds at least as surely as each line above its own.
    var interval: ShareInterval {
        ShareInterval(
            estimate: lines.reduce(0) { $0 + UInt64($1.line.weight.value) },
            lower: lines.reduce(0) { $0 + UInt64($1.line.lower.value) })
    }

    /// The share up to which it is paid now.
    var paidShare: UInt64 {
        lines.reduce(0) {
            $0 + ($1.line.isWhollyHeld ? 0 : UInt64($1.line.lower.value))
        }
    }

    var paid: UInt128 { Amount.total(of: lines.map(\.line.paid)) }
    var held: UInt128 { Amount.total(of: lines.map(\.line.held)) }
}

extension AnswerLine {
    fileprivate var isWhollyHeld: Bool { reason?.holdsWholeLine ?? false }
}

/// What one account's rows gave to an answer, and what it is paid.
struct Contributor: Sendable {
    /// By which the script finds it.
    let number: Int
    let rank: Int
    let owner: AccountChip
    let rowCount: String
    let intervalBar: Markup
    let share: String
    let paid: Markup
    /// What is held of it; nil for nothing.
    let held: Markup?
    let rows: [WeightRow]

    fileprivate init(
        _ group: Contribution, position: Int, axis: UInt64, _ record: AnswerRecord,
        names: AccountNames
    ) {
        number = position
        rank = position + 1
        owner = names.chip(group.account)
        rowCount = CountText.counted(group.lines.count, "row")
        intervalBar = IntervalBar(group.interval, axis: axis, paidShare: group.paidShare).markup
        share = group.interval.text
        paid = AmountText.sum(group.paid)
        held = group.held == 0 ? nil : AmountText.sum(group.held)
        rows = group.lines.map { position, line in
            WeightRow(
                line, position: position, axis: axis, home: record.answer.datanet,
                record: record.row(of: line))
        }
    }
}

/// One row's share of an answer.
struct WeightRow: Sendable {
    let anchor: String
    /// The row's text; nil where there is none to show.
    let words: ClippedText?
    /// What stands in the place of the text.
    let missing: String
    let rowLabel: String?
    let place: String
    /// Nil for a row that is shown in short.
    let intervalBar: Markup?
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
        _ line: AnswerLine, position: Int, axis: UInt64, home: UInt64, record: DatanetRowRecord?
    ) {
        anchor = LineText.anchor(position)
        words = record.map { .row($0.text) }
        missing = LineText.missing(line)
        rowLabel = record?.label.map(ClippedText.name)
        place = LineText.place(line, home: home)
        let isWhollyHeld = line.isWhollyHeld
        let isFull = position < WeightTable.fullRows
        let interval = ShareInterval(line)
        intervalBar =
            isFull ? IntervalBar(interval, axis: axis, isHeld: isWhollyHeld).markup : nil
        share = interval.text
        paid = AmountText.exact(line.paid)
        holding =
            line.held == .zero
            ? nil
            : Holding(
                amount: AmountText.exact(line.held), pill: isWhollyHeld ? line.reason?.pill : nil,
                sentence: isWhollyHeld && isFull ? line.reason?.explanation : nil)
    }
}

/// A row that was looked at and earns nothing.
struct ZeroRow: Sendable {
    let words: ClippedText
    let rowLabel: String?
    let owner: AccountChip
    let sentence: String

    init(_ record: DatanetRowRecord, names: AccountNames) {
        words = .row(record.text)
        rowLabel = record.label.map(ClippedText.name)
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

// MARK: - Words

/// What a line of an answer pays for, in words.
enum LineText {
    /// The place of a line on the page, by which the script finds it.
    static func anchor(_ position: Int) -> String { "line-\(position)" }

    /// Which row or cluster; the Datanet is named where it is not the model's home.
    static func place(_ line: AnswerLine, home: UInt64) -> String {
        let number = CountText.grouped(line.subject.number)
        let subject =
            switch line.subject.kind {
            case .row: "row " + number
            case .cluster: "cluster " + number
            }
        guard line.subject.datanet != home else { return subject }
        return subject + " of Datanet " + CountText.grouped(line.subject.datanet)
    }

    /// What stands where no text can.
    static func missing(_ line: AnswerLine) -> String {
        switch line.subject.kind {
        case .row: "withdrawn by its contributor"
        case .cluster: "rows that say the same"
        }
    }
}

/// How attribution methods estimate shares, in words.
enum MethodText {
    /// What a method's error bar is taken over, by the method's number.
    private static let spreads: [UInt16: String] = [1: "over heads refitted on resampled rows"]

    static func sentence(_ methods: [AttributionMethod]) -> String {
        let over = methods.compactMap { spreads[$0.method] }.map { $0 + ", " }.joined()
        return "Shares are estimates: the lower bound lies a stated number of standard deviations "
            + "below the estimate, \(over)and entries hold no upper bound."
    }
}
