internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// `/`, `/ask` and `/a/{index}`: asking and reading answers.
struct AskRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [
            .page("/", answer: empty), .form("/ask", answer: ask, refusal: refused),
            .page("/a/{index}", answer: answer),
        ]
    }

    private func empty(_ call: Call) async throws -> Response {
        var draft = AskDraft()
        draft.model = call.query.text("model") ?? ""
        draft.question = ClippedText(call.query.text("question") ?? "", limit: 2_000).text
        return try site.page(try await page(call, draft, notice: nil))
    }

    private func answer(_ call: Call) async throws -> Response {
        let index = try call.pageIndex()
        guard let record = try await call.services.ledger.answer(at: index) else {
            guard try await call.services.ledger.receipt(at: index) != nil else {
                throw HTTPProblem.notFound("The log has no entry \(CountText.grouped(index)).")
            }
            return .seeOther("/receipts/\(index)")
        }
        let head = try await call.services.ledger.head()
        let title = ClippedText(record.text?.answer ?? "Answer \(index)", limit: 60).text
        return try site.page(
            AnswerPage(
                shell: try await site.shell("/", title: title, isVerifiable: true),
                form: try await form(call, AskDraft(model: record.model), head),
                card: AnswerCard(record), weights: WeightTable(record, names: site.names),
                flow: FeeFlow(record, names: site.names),
                receiptPanel: ReceiptPanel(record.receipt, key: head.verifierKey)))
    }
}

// MARK: - The form

extension AskRoutes {
    private func ask(_ call: Call) async throws -> Response {
        let record = try await call.services.answering.answer(try await order(call))
        return .seeOther("/a/\(record.index)")
    }

    /// A refused question comes back in place, with its text kept.
    private func refused(_ call: Call, _ problem: HTTPProblem) async throws -> Response {
        var headers = problem.headers
        headers[.cacheControl] = "no-store"
        let page = try await page(call, AskDraft(call.form), notice: Notice(problem))
        return .html(
            try site.templates.render(page), status: problem.status, headers: headers)
    }

    private func order(_ call: Call) async throws -> QuestionOrder {
        let draft = AskDraft(call.form)
        let limit = call.limits.questionBytes
        guard draft.question.contains(where: { !$0.isWhitespace }) else {
            throw HTTPProblem.invalid("question", "There is no question yet: write one.")
        }
        guard draft.question.utf8.count <= limit else {
            throw HTTPProblem.invalid(
                "question", "The question is over the limit of \(limit) bytes.")
        }
        var maximum: Amount?
        if let text = draft.maximum, !text.isEmpty {
            guard let amount = Amount(decimalOPEN: text) else {
                throw HTTPProblem.invalid(
                    "maximum",
                    "The most to pay is an amount in OPEN with at most nine decimals, such as "
                        + "0.01.")
            }
            maximum = amount
        }
        return QuestionOrder(
            caller: try await payer(call, key: draft.key), model: draft.model,
            question: draft.question, idempotencyKey: draft.once.map { once(draft, $0) },
            maximumFee: maximum)
    }

    private func payer(_ call: Call, key: String?) async throws -> Caller {
        if let visitor = await call.services.callers.visitor() { return visitor }
        guard let key, let caller = await call.services.callers.caller(apiKey: key) else {
            throw HTTPProblem(
                status: .unauthorized, code: "invalid_api_key",
                heading: "This node does not know the API key",
                message: "Write a key of this node into its field.")
        }
        return caller
    }

    /// The same form sent twice is one question; another question from the same page is another.
    private func once(_ draft: AskDraft, _ once: String) -> String {
        Digest.sha256(
            tag: "openledger/website/once/v1", Array(once.utf8), Array(draft.model.utf8),
            Array(draft.question.utf8), Array((draft.maximum ?? "").utf8)
        ).hex
    }
}

// MARK: - The page around the form

extension AskRoutes {
    private func page(
        _ call: Call, _ draft: AskDraft, notice: Notice?
    ) async throws -> AskPage {
        let head = try await call.services.ledger.head()
        return AskPage(
            shell: try await site.shell("/", title: notice?.heading ?? "Ask"),
            form: try await form(call, draft, head), notice: notice,
            example: notice == nil ? try await example(call.services.ledger) : nil,
            isFirst: notice == nil)
    }

    private func form(
        _ call: Call, _ draft: AskDraft, _ head: LogHead
    ) async throws -> AskForm {
        let visitor = await call.services.callers.visitor()
        return AskForm(
            Array(try await call.services.catalogue.models().prefix(50)), draft: draft, head: head,
            questionLimit: call.limits.questionBytes, needsKey: visitor == nil)
    }

    /// The latest answer whose words are still there, among the latest entries.
    private func example(_ ledger: any LedgerReading) async throws -> AskPage.Example? {
        let answers = try await ledger.entries(before: nil).filter { $0.kind == "answer" }
        for entry in answers.prefix(3) {
            if let record = try await ledger.answer(at: entry.index),
                let example = AskPage.Example(record)
            {
                return example
            }
        }
        return nil
    }
}

extension AskDraft {
    /// What a form holds.
    fileprivate init(_ fields: URLFields) {
        self.init(
            model: fields.text("model") ?? "", question: fields.text("question") ?? "",
            maximum: fields.text("maximum") ?? "", key: fields.text("key"),
            once: fields.text("once"))
    }
}
