internal import Economy
internal import HTTPTypes
internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

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
            let intervalBar: Markup
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
            let shares = record.answer.lines
            let intervals = shares.map(ShareInterval.init)
            let axis = max(unattributed, intervals.map(\.estimate).max() ?? 0)
            lines = zip(shares, intervals).prefix(3).map { line, interval in
                Line(
                    words: record.row(of: line).map { ClippedText($0.text, limit: 80).text }
                        ?? LineText.place(line, home: record.answer.datanet),
                    intervalBar: IntervalBar(interval, axis: axis, isHeld: line.paid == .zero)
                        .markup)
            }
            rest = IntervalBar.rest(unattributed, axis: axis)
            shareCount = CountText.counted(shares.count, "share")
        }
    }
}

/// The form in which a question is asked; its price stands before its button.
struct AskForm: Sendable {
    /// A model to choose, with its price.
    struct Choice: Sendable {
        let name: String
        let label: String
        let isChosen: Bool
    }

    let choices: [Choice]
    let hasModels: Bool
    let question: String
    /// The most bytes of a question.
    let questionLimit: String
    let maximum: String
    let once: String
    /// Whether the form asks for a key, because nobody else pays.
    let needsKey: Bool

    /// A form over the models on sale.
    ///
    /// - Parameters:
    ///   - models: what can be asked.
    ///   - draft: what was typed before.
    ///   - head: where the log stands; the same form sent twice is answered and paid once.
    ///   - questionLimit: the most bytes of a question.
    ///   - needsKey: whether the form asks for a key.
    init(
        _ models: [ModelCard], draft: AskDraft, head: LogHead, questionLimit: Int, needsKey: Bool
    ) {
        let chosen = models.first { $0.name == draft.model } ?? models.first
        choices = models.map { model in
            Choice(
                name: model.name,
                label: "\(ClippedText.name(model.name)) · \(model.terms.fee) an answer",
                isChosen: model.name == chosen?.name)
        }
        hasModels = !models.isEmpty
        question = draft.question
        self.questionLimit = "\(questionLimit)"
        maximum = draft.maximum ?? chosen?.terms.fee.decimalOPEN ?? ""
        once = "\(head.size)-\(head.root.hex.prefix(16))"
        self.needsKey = needsKey
    }
}

/// What somebody typed into the form.
struct AskDraft: Sendable {
    var model = ""
    var question = ""
    /// The most that the answer may cost, in OPEN; nil for the model's price.
    var maximum: String?
    var key: String?
    /// What makes a form sent twice the same question.
    var once: String?
}

/// Why a question was not answered, in words.
struct Notice: Sendable {
    let heading: String
    let sentence: String
    /// Models with names like the one that there is not.
    let nearest: [ModelLink]
    let hasNearest: Bool
    /// `bad` for what somebody has to mend, `warning` for the rest.
    let tone: String
    /// Whether the browser should forget the key.
    let isWrongKey: Bool

    private static let unsent =
        "Your question was not sent to the model, and nothing was charged. It is still in the "
        + "field above."

    init(_ problem: HTTPProblem) {
        heading = problem.heading
        sentence = problem.message + " " + Self.unsent
        nearest = problem.nearestModels.prefix(3).map(ModelLink.init)
        hasNearest = !nearest.isEmpty
        isWrongKey = problem.status == .unauthorized
        tone = isWrongKey ? "bad" : "warning"
    }
}
