internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// `/`, `/ask` and `/a/{index}`: asking and reading answers.
enum AskRoutes {
    static let all: [SiteRoute] = [
        .get("/", answer: empty), .post("/ask", answer: ask), .get("/a/{index}", answer: answer),
    ]

    private static func empty(_ call: SiteCall) async throws -> Response {
        var draft = AskDraft()
        draft.model = call.query["model"] ?? ""
        draft.question = ClippedText(call.query["question"] ?? "", limit: 2_000).text
        return try call.page(try await page(call, draft, notice: nil))
    }

    private static func answer(_ call: SiteCall) async throws -> Response {
        let index = try call.index()
        guard let record = try await call.services.books.answer(at: index) else {
            guard try await call.services.books.receipt(at: index) != nil else {
                throw PageProblem.notFound("The log has no entry \(CountText.grouped(index)).")
            }
            return .seeOther("/receipts/\(index)")
        }
        let head = try await call.services.books.head()
        var draft = AskDraft(model: record.model)
        draft.question = ""
        let title = ClippedText(record.text?.answer ?? "Answer \(index)", limit: 60).text
        return try call.page(
            AnswerPage(
                shell: try await call.site.shell("/", title: title, isVerifiable: true),
                form: try await form(call, draft, head), card: AnswerCard(record),
                weights: WeightTable(record, names: call.names),
                flow: FeeFlow(record.answer, names: call.names),
                slip: ReceiptSlip(record.receipt, key: head.verifierKey)))
    }

    private static func ask(_ call: SiteCall) async throws -> Response {
        let fields = try await PostGuard.form(of: call.request)
        let draft = AskDraft(
            model: fields["model"] ?? "", question: fields["question"] ?? "",
            maximum: fields["maximum"] ?? "", key: fields["key"], once: fields["once"])
        do {
            let order = try await order(draft, call.services)
            let record = try await call.services.answering.answer(order)
            return .seeOther("/a/\(record.index)")
        } catch let refusal as AskRefusal {
            return try await refused(call, draft, refusal)
        } catch let refusal as ServiceRefusal {
            return try await refused(call, draft, AskRefusal(refusal))
        }
    }

    private static func order(
        _ draft: AskDraft, _ services: NodeServices
    ) async throws -> QuestionOrder {
        guard draft.question.contains(where: { !$0.isWhitespace }) else { throw AskRefusal.empty }
        let limit = APILimits().questionBytes
        guard draft.question.utf8.count <= limit else { throw AskRefusal.tooLong(limit: limit) }
        var maximum: Amount?
        if let text = draft.maximum, !text.isEmpty {
            guard let amount = Amount(decimalOPEN: text) else { throw AskRefusal.maximum }
            maximum = amount
        }
        let caller = try await payer(draft.key, services.callers)
        return QuestionOrder(
            caller: caller, model: draft.model, question: draft.question,
            idempotencyKey: draft.once.map { once(draft, $0) }, maximumFee: maximum)
    }

    private static func payer(
        _ key: String?, _ callers: any CallerDirectory
    ) async throws(AskRefusal) -> Caller {
        if let visitor = await callers.visitor() { return visitor }
        guard let key, let caller = await callers.caller(apiKey: key) else {
            throw .unknownKey
        }
        return caller
    }

    /// The same form sent twice is one question; another question from the same page is another.
    private static func once(_ draft: AskDraft, _ once: String) -> String {
        Digest.sha256(
            tag: "openledger/website/once/v1", Array(once.utf8), Array(draft.model.utf8),
            Array(draft.question.utf8), Array((draft.maximum ?? "").utf8)
        ).hex
    }

    private static func refused(
        _ call: SiteCall, _ draft: AskDraft, _ refusal: AskRefusal
    ) async throws -> Response {
        var headers = refusal.headers
        headers[.cacheControl] = "no-store"
        return try call.page(
            try await page(call, draft, notice: refusal.notice), status: refusal.status,
            headers: headers)
    }

    private static func page(
        _ call: SiteCall, _ draft: AskDraft, notice: Notice?
    ) async throws -> AskPage {
        let head = try await call.services.books.head()
        return AskPage(
            shell: try await call.site.shell("/", title: notice?.heading ?? "Ask"),
            form: try await form(call, draft, head), notice: notice,
            example: notice == nil ? try await example(call.services.books) : nil,
            isFirst: notice == nil)
    }

    private static func form(
        _ call: SiteCall, _ draft: AskDraft, _ head: LogHead
    ) async throws -> AskForm {
        let visitor = await call.services.callers.visitor()
        return AskForm(
            Array(try await call.services.catalogue.models().prefix(50)), draft: draft, head: head,
            needsKey: visitor == nil)
    }

    /// The latest answer whose words are still there, among the latest entries.
    private static func example(_ books: any Bookkeeping) async throws -> AskPage.Example? {
        let answers = try await books.entries(before: nil).filter { $0.kind == "answer" }
        for entry in answers.prefix(3) {
            if let record = try await books.answer(at: entry.index),
                let example = AskPage.Example(record)
            {
                return example
            }
        }
        return nil
    }
}
