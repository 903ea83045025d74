internal import Economy
internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import Money
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// `/receipts/{index}`: any entry, for people and in three forms for programs.
struct ReceiptRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [
            .page("/receipts/{index}.json", answer: json),
            .page("/receipts/{index}.tlog-proof", answer: proof),
            .page("/receipts/{index}.bin", answer: entry),
            .page("/receipts/{index}", showsWords: true, answer: page),
        ]
    }

    private func page(_ call: Call) async throws -> Response {
        let receipt = try await receipt(call)
        var record: AnswerRecord?
        if case .answer = receipt.entry.body {
            record = try await call.services.ledger.answer(at: receipt.index, for: call.reader)
        }
        let head = try await call.services.ledger.head()
        let shell = try await site.shell(
            "/log", title: "Receipt \(receipt.index)", isVerifiable: true)
        let page = ReceiptPage(
            record?.receipt ?? receipt, record: record, key: head.verifierKey, shell: shell,
            names: site.names)
        return try site.page(page).showing(record?.words)
    }

    private func proof(_ call: Call) async throws -> Response {
        let receipt = try await receipt(call)
        return .download(
            receipt.fileBytes, type: "text/plain; charset=utf-8",
            name: "\(receipt.index).tlog-proof")
    }

    private func entry(_ call: Call) async throws -> Response {
        let receipt = try await receipt(call)
        return .download(
            receipt.entry.encoded, type: "application/octet-stream",
            name: "\(receipt.index).bin")
    }

    private func json(_ call: Call) async throws -> Response {
        let receipt = try await receipt(call)
        let key = try await call.services.ledger.head().verifierKey
        let text = ProofBlock.value(receipt, key: key).prettyText
        return .bytes(Array(text.utf8), type: "application/json")
    }

    private func receipt(_ call: Call) async throws -> Receipt {
        let index = try call.pageIndex()
        guard let receipt = try await call.services.ledger.receipt(at: index) else {
            throw HTTPProblem.notFound(
                "The log has no entry \(CountText.grouped(index)) yet.")
        }
        return receipt
    }
}

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
            flow = FeeFlow(record, names: names)
        }
    }

    let shell: Shell
    let number: String
    let path: String
    let kind: String
    let meaning: String
    let answered: Payment?
    let receiptPanel: ReceiptPanel
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
        let words = receipt.entry.body.type.words
        (kind, meaning) = (words.title, words.sentence)
        answered = record.map { Payment($0, names: names) }
        receiptPanel = ReceiptPanel(receipt, key: key, words: record?.words, isOwnPage: true)
        place = PathDrawing(receipt)
        bytes = EntryFields(receipt.entry)
        file = "\(receipt.index).tlog-proof"
        self.key = key.description
    }
}
