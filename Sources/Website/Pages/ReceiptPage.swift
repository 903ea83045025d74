internal import Ledger
internal import Money
internal import NodeAPI
internal import TransparencyLog

/// One entry of the log with its proof; of an answer, everything.
struct ReceiptPage: PageView {
    static let template = "receipt"

    /// What only an answer has.
    struct Payment: Sendable {
        let payer: AccountChip
        let fee: Markup
        let paid: Markup
        let held: Markup
        let pool: Markup
        let card: AnswerCard
        let weights: WeightTable
        let flow: FeeFlow

        init(_ record: AnswerRecord, names: AccountNames) {
            let answer = record.answer
            payer = names.chip(answer.payer)
            fee = AmountText.sum(UInt128(answer.fee.nanoOPEN))
            paid = AmountText.sum(Amount.total(of: answer.lines.map(\.paid)))
            held = AmountText.sum(Amount.total(of: answer.lines.map(\.held)))
            pool = AmountText.sum(UInt128(answer.unattributedAmount.nanoOPEN))
            card = AnswerCard(record)
            weights = WeightTable(record, names: names)
            flow = FeeFlow(answer, names: names)
        }
    }

    let shell: Shell
    let number: String
    let path: String
    let kind: String
    let meaning: String
    let answered: Payment?
    let slip: ReceiptSlip
    let place: PathDrawing?
    let bytes: EntryFields
    let file: String
    let key: String

    init(
        _ receipt: Receipt, record: AnswerRecord?, key: VerifierKey, shell: Shell,
        names: AccountNames
    ) {
        self.shell = shell
        number = CountText.grouped(receipt.index)
        path = "/receipts/\(receipt.index)"
        kind = EntryKindText.name("\(receipt.entry.body.type)")
        meaning = EntryKindText.sentence(receipt.entry.body.type)
        answered = record.map { Payment($0, names: names) }
        slip = ReceiptSlip(receipt, key: key, isOwnPage: true)
        place = PathDrawing(receipt)
        bytes = EntryFields(receipt.entry)
        file = "\(receipt.index).tlog-proof"
        self.key = key.description
    }
}
