internal import Ledger
internal import Money
internal import NodeAPI

/// A paid answer with everything that follows from it.
struct AnswerPage: PageView {
    static let template = "answer"

    let shell: Shell
    let form: AskForm
    let card: AnswerCard
    let access: AnswerRoutes.Access
    let weights: WeightTable
    let flow: FeeFlow
    let receiptPanel: ReceiptPanel
}

/// Question and answer in words.
struct AnswerCard: Sendable {
    let question: ClippedText?
    let answer: ClippedText?
    /// Whether the reader has no right to the words.
    let isWithheld: Bool
    let isErased: Bool
    /// Where the payer sees them.
    let page: String
    /// The size of its letters: running text for a long answer.
    let answerClass: String
    /// The model's own probability of the answer; nil where the words are not shown, and for
    /// answers from before it was kept.
    let confidence: String?
    let model: ModelLink
    let written: String
    let iso: String
    let fee: Markup
    let index: String
    let receiptHref: String
    let receipt: String
    let grade: String
    /// The entry that put the model on sale: what the log knows it by.
    let deployHref: String
    let deploy: String

    init(_ record: AnswerRecord) {
        question = record.text.map { .whole($0.question) }
        answer = record.text.map { .whole($0.answer) }
        isWithheld = record.words == .withheld
        isErased = record.words == .erased
        page = "/a/\(record.index)"
        answerClass = record.text?.answer.utf8.count ?? 0 > 40 ? "long-answer" : "short-answer"
        confidence = record.text?.confidence.map(ConfidenceText.percent)
        model = ModelLink(record.model)
        written = TimeText.written(record.timestampSeconds)
        iso = TimeText.iso(record.timestampSeconds)
        fee = AmountText.exact(record.answer.fee)
        index = "\(record.index)"
        receiptHref = "/receipts/\(record.index)"
        receipt = CountText.grouped(record.index)
        grade = Self.sentence(record.answer.grade)
        deployHref = "/receipts/\(record.answer.deploy)"
        deploy = "entry \(CountText.grouped(record.answer.deploy))"
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
