internal import Ledger
internal import Money
internal import NodeAPI

/// Where a question is asked.
struct AskPage: PageView {
    static let template = "ask"

    let shell: Shell
    let form: AskForm
    /// Why the question was not answered; nil on the empty page.
    let notice: Notice?
    let example: Example?
    let isFirst: Bool

    /// A real answer in short.
    struct Example: Sendable {
        struct Line: Sendable {
            let words: String
            let whisker: Markup
        }

        let href: String
        let model: String
        let answer: String
        let written: String
        let fee: Markup
        let lines: [Line]
        let rest: Markup
        let shareCount: String

        /// The answer in its three largest shares; nil once its words were erased.
        init?(_ record: AnswerRecord) {
            guard let text = record.text else { return nil }
            href = "/a/\(record.index)"
            model = ClippedText.name(record.model)
            answer = ClippedText(text.answer, limit: 60).text
            written = TimeText.written(record.timestampSeconds)
            fee = AmountText.exact(record.answer.fee)
            let unattributed = UInt64(record.answer.unattributedWeight.value)
            let intervals = record.answer.lines.map(ShareInterval.init)
            let axis = max(unattributed, intervals.map(\.upper).max() ?? 0)
            lines = zip(record.answer.lines, intervals).prefix(3).map { line, interval in
                Line(
                    words: record.rows[line.row].map { ClippedText($0.text, limit: 80).text }
                        ?? "row \(CountText.grouped(line.row))",
                    whisker: Whisker(interval, axis: axis, isHeld: line.paid == .zero).markup)
            }
            rest = Whisker.rest(unattributed, axis: axis)
            shareCount = CountText.counted(record.answer.lines.count, "share")
        }
    }
}
