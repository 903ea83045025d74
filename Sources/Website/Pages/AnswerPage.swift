internal import Ledger
internal import Money
internal import NodeAPI

/// A paid answer with everything that follows from it.
struct AnswerPage: PageView {
    static let template = "answer"

    let shell: Shell
    let form: AskForm
    let card: AnswerCard
    let weights: WeightTable
    let flow: FeeFlow
    let receiptPanel: ReceiptPanel
}

/// Question and answer in words.
struct AnswerCard: Sendable {
    let question: ClippedText?
    let answer: ClippedText?
    /// The size of its letters: running text for a long answer.
    let answerClass: String
    let model: ModelLink
    let written: String
    let iso: String
    let fee: Markup
    let receiptHref: String
    let receipt: String
    let grade: String
    let tokens: String?

    init(_ record: AnswerRecord) {
        question = record.text.map { .whole($0.question) }
        answer = record.text.map { .whole($0.answer) }
        answerClass = record.text?.answer.utf8.count ?? 0 > 40 ? "long-answer" : "short-answer"
        model = ModelLink(record.model)
        written = TimeText.written(record.timestampSeconds)
        iso = TimeText.iso(record.timestampSeconds)
        fee = AmountText.exact(record.answer.fee)
        receiptHref = "/receipts/\(record.index)"
        receipt = CountText.grouped(record.index)
        grade = Self.sentence(record.answer.grade)
        tokens =
            record.tokens.prompt > 0
            ? CountText.counted(record.tokens.prompt, "token") + " read" : nil
    }

    static func sentence(_ grade: EvidenceGrade) -> String {
        switch grade {
        case .replayed: "the attribution can be repeated by anyone from public files"
        case .sampled: "a sample of such attributions was repeated"
        case .asserted: "the attribution is asserted: nobody else can repeat it"
        case .assertedHidden:
            "the attribution can be repeated once the hidden evaluation rows are opened"
        }
    }
}
