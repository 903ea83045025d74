internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// `/` and `/ask`: asking.
struct AskRoutes: Sendable {
    /// Among how many of the latest answers an example is looked for.
    private static let exampleTries = 16

    let site: Pages

    var all: [Route] {
        [
            .page("/", answer: empty), .form("/ask", isPaid: true, answer: ask, refusal: refused),
        ]
    }

    private func empty(_ call: Call) async throws -> Response {
        var draft = AskDraft()
        draft.model = call.query.text("model") ?? ""
        draft.question = ClippedText(call.query.text("question") ?? "", limit: 2_000).text
        return try site.page(try await page(call, draft, notice: nil))
    }
}

// MARK: - The form

extension AskRoutes {
    private func ask(_ call: Call) async throws -> Response {
        let order = try await order(call)
        let record = try await call.answer(to: order)
        return .seeOther(try await address(of: record, call, order.caller))
    }

    /// Where the answer stands for whoever asked: a browser cannot send the key with the page that
    /// it is sent on to, so that a link made with the key shows the words.
    ///
    /// The link's secret follows from key and answer. The same form sent again makes no other link.
    private func address(
        of record: AnswerRecord, _ call: Call, _ caller: Caller
    ) async throws -> String {
        let path = "/a/\(record.index)"
        guard let key = AskDraft(call.form).key,
            try await !call.services.ledger.head().isDemonstration
        else { return path }
        let secret = LinkSecret(
            .sha256(
                tag: "openledger/website/link/v1", Array(key.utf8),
                Array(String(record.index).utf8)))
        // An answer that has had too many links is there without one.
        let link = try? await call.services.disclosing.makeLink(
            secret, to: record.index, caller: caller)
        return link == nil ? path : path + "?link=" + secret.text
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
        guard !BlankText.isBlank(draft.question) else {
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
            throw HTTPProblem.unknownFormKey
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

    func form(
        _ call: Call, _ draft: AskDraft, _ head: LogHead
    ) async throws -> AskForm {
        let visitor = await call.services.callers.visitor()
        return AskForm(
            Array(try await call.services.catalogue.models().prefix(50)), draft: draft, head: head,
            questionLimit: call.limits.questionBytes, needsKey: visitor == nil)
    }

    /// The latest answer whose words everyone may see, among the latest entries.
    private func example(_ ledger: any LedgerReading) async throws -> AskPage.Example? {
        let answers = try await ledger.entries(before: nil).filter { $0.type == .answer }
        for entry in answers.prefix(Self.exampleTries) {
            if let record = try await ledger.answer(at: entry.index, for: .anyone),
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
