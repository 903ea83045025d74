internal import Economy
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
        let intervalBar: Markup
        let amount: Markup
    }

    /// How the shares were estimated.
    let method: String
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
        let home = record.answer.datanet
        method = MethodText.sentence(record.answer.methods)
        let unattributed = UInt64(record.answer.unattributedWeight.value)
        let axis = max(unattributed, lines.map { ShareInterval($0).upper }.max() ?? 0)
        rows = lines.prefix(Self.fullRows).enumerated().map { position, line in
            WeightRow(
                line, position: position, axis: axis, home: home, record: record.row(of: line),
                names: names)
        }
        folded = Self.fold(lines.dropFirst(Self.fullRows), home: home, names)
        rest = Rest(
            share: ShareText.decimal(UInt32(unattributed)),
            intervalBar: IntervalBar.rest(unattributed, axis: axis),
            amount: AmountText.exact(record.answer.unattributedAmount))
        zeroRows = record.duplicates.prefix(Self.zeroLimit).map { ZeroRow($0, names: names) }
        hasZeroRows = !zeroRows.isEmpty
        let more = record.duplicates.count - zeroRows.count
        zeroTitle =
            "Looked at, and paid nothing: " + CountText.counted(zeroRows.count, "row")
            + (more > 0 ? ", and \(CountText.grouped(more)) more of the same kind" : "")
    }

    private static func fold(
        _ lines: ArraySlice<AnswerLine>, home: UInt64, _ names: AccountNames
    ) -> Folded? {
        guard let highest = lines.first else { return nil }
        let paid = Amount.total(of: lines.map(\.paid))
        let held = Amount.total(of: lines.map(\.held))
        return Folded(
            title: CountText.counted(lines.count, "further row")
                + ", none above \(ShareText.decimal(highest.weight.value))",
            sentence:
                "Together \(AmountText.digits(paid)) paid and \(AmountText.digits(held)) held.",
            rows: lines.indices.map { position in
                CompactWeightRow(lines[position], position: position, home: home, names: names)
            })
    }
}

/// One share of an answer, shown in full.
struct WeightRow: Sendable {
    let anchor: String
    let rank: Int
    /// The row's text; nil where there is none to show.
    let words: ClippedText?
    /// What stands in the place of the text.
    let missing: String
    let rowLabel: String?
    let owner: AccountChip
    let place: String
    let intervalBar: Markup
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
        _ line: AnswerLine, position: Int, axis: UInt64, home: UInt64,
        record: DatanetRowRecord?, names: AccountNames
    ) {
        anchor = LineText.anchor(position)
        rank = position + 1
        words = record.map { .row($0.text) }
        missing = LineText.missing(line)
        rowLabel = record?.label.map(ClippedText.name)
        owner = names.chip(line.account)
        place = LineText.place(line, home: home)
        let isWhollyHeld = line.reason?.holdsWholeLine ?? false
        let interval = ShareInterval(line)
        intervalBar = IntervalBar(interval, axis: axis, isHeld: isWhollyHeld).markup
        share = interval.text
        paid = AmountText.exact(line.paid)
        holding =
            line.held == .zero
            ? nil
            : Holding(
                amount: AmountText.exact(line.held), pill: isWhollyHeld ? line.reason?.pill : nil,
                sentence: isWhollyHeld ? line.reason?.explanation : nil)
    }
}

/// One share of an answer on one line of a table.
struct CompactWeightRow: Sendable {
    let anchor: String
    let place: String
    let ownerHref: String
    let ownerName: String
    let share: String
    let paid: Markup
    let held: Markup
    let reason: String

    init(_ line: AnswerLine, position: Int, home: UInt64, names: AccountNames) {
        anchor = LineText.anchor(position)
        place = LineText.number(line, home: home)
        ownerHref = "/accounts/\(line.account)"
        ownerName = names.name(of: line.account)
        share = ShareInterval(line).text
        paid = AmountText.exact(line.paid)
        held = AmountText.exact(line.held)
        reason = line.reason?.pill ?? "paid"
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

    /// The same, without the word where it is a row of the home.
    static func number(_ line: AnswerLine, home: UInt64) -> String {
        switch line.subject.kind {
        case .row where line.subject.datanet == home: CountText.grouped(line.subject.number)
        case .row, .cluster: place(line, home: home)
        }
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
            + "below the estimate, \(over)and the interval is as wide above as below."
    }
}
