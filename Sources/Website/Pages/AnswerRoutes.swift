internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import NodeAPI

/// `/a/{index}`: an answer, and what its payer lets others see of it.
struct AnswerRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [
            .page("/a/{index}", showsWords: true, answer: show),
            .form("/a/{index}", answer: act, refusal: refused),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let index = try call.pageIndex()
        guard let record = try await call.services.ledger.answer(at: index, for: call.reader)
        else {
            guard try await call.services.ledger.receipt(at: index) != nil else {
                throw HTTPProblem.notFound("The log has no entry \(CountText.grouped(index)).")
            }
            return .seeOther("/receipts/\(index)")
        }
        let page = try await page(
            call, record, Access(record, hasLink: call.query.text("link") != nil))
        return try site.page(page).showing(record.words)
    }

    /// The page of an answer, with what its reader is told of the words.
    private func page(
        _ call: Call, _ record: AnswerRecord, _ access: Access
    ) async throws -> AnswerPage {
        let head = try await call.services.ledger.head()
        let title = ClippedText(record.text?.answer ?? "Answer \(record.index)", limit: 60).text
        return AnswerPage(
            shell: try await site.shell("/", title: title, isVerifiable: true),
            form: try await AskRoutes(site: site).form(
                call, AskDraft(model: record.model), head),
            card: AnswerCard(record), access: access,
            weights: WeightTable(record, names: site.names),
            flow: FeeFlow(record, names: site.names),
            receiptPanel: ReceiptPanel(
                record.receipt, key: head.verifierKey, words: record.words))
    }
}

// MARK: - What the payer does

extension AnswerRoutes {
    /// The buttons of the page's forms.
    private enum Button: String {
        case show, link, revoke, publish
    }

    /// Does what the payer's button says, and shows the answer to the payer.
    private func act(_ call: Call) async throws -> Response {
        let index = try call.pageIndex()
        let caller = try await caller(call)
        guard let button = call.form.text("act").flatMap(Button.init) else {
            throw HTTPProblem.invalid("act", "The form has no such button.")
        }
        let outcome = try await outcome(of: button, call, index, caller)
        guard
            let record = try await call.services.ledger.answer(
                at: index, for: AnswerReader(caller: caller))
        else { throw HTTPProblem.notFound("There is no answer \(CountText.grouped(index)).") }
        guard record.answer.payer == caller.account else {
            throw ServiceRefusal.forbidden(
                "Another account paid for this answer; its words are that account's.")
        }
        let page = try await page(call, record, Access(record, outcome: outcome))
        return try site.page(page).unkept
    }

    private func outcome(
        of button: Button, _ call: Call, _ index: UInt64, _ caller: Caller
    ) async throws -> Outcome? {
        let disclosing = call.services.disclosing
        switch button {
        case .show: return nil
        case .link:
            let (_, secret) = try await disclosing.makeLink(nil, to: index, caller: caller)
            return Outcome(
                sentence: "Whoever has this link sees the words, until you revoke it. It is shown "
                    + "this once:", link: "/a/\(index)?link=\(secret.text)")
        case .revoke:
            let links = try await disclosing.links(to: index, caller: caller)
                .filter { $0.revokedSeconds == nil }
            for link in links {
                _ = try await disclosing.revoke(link.id, to: index, caller: caller)
            }
            return Outcome(
                sentence: "Revoked: \(CountText.counted(links.count, "link")). No link shows these "
                    + "words any more.", link: nil)
        case .publish:
            guard call.form.text("certain") == "yes" else {
                throw HTTPProblem.invalid(
                    "certain", "Nothing takes a publication back: mark that you are certain.")
            }
            _ = try await disclosing.publish(index, caller: caller)
            return Outcome(sentence: "Published. Everyone sees the words from now on.", link: nil)
        }
    }

    /// What was refused comes back on the answer's page, as everyone sees it.
    private func refused(_ call: Call, _ problem: HTTPProblem) async throws -> Response {
        guard let index = try? call.pageIndex(),
            let record = try await call.services.ledger.answer(at: index, for: .anyone)
        else { throw problem }
        let outcome = Outcome(
            sentence: problem.message, link: nil, tone: "bad",
            isWrongKey: problem.status == .unauthorized)
        let page = try await page(call, record, Access(record, outcome: outcome))
        return .html(
            try site.templates.render(page), status: problem.status, headers: problem.headers
        ).unkept
    }

    private func caller(_ call: Call) async throws -> Caller {
        guard let key = call.form.text("key"),
            let caller = await call.services.callers.caller(apiKey: key)
        else { throw HTTPProblem.unknownFormKey }
        return caller
    }
}

extension HTTPProblem {
    /// A key in a form that is not this node's.
    static let unknownFormKey = HTTPProblem(
        status: .unauthorized, code: "invalid_api_key",
        heading: "This node does not know the API key",
        message: "Write a key of this node into its field.")
}

extension Response {
    /// The response with word to everybody on the way that nothing of it may be kept.
    fileprivate var unkept: Response {
        var response = self
        response.headers[.cacheControl] = "private, no-store"
        return response
    }
}

// MARK: - What the reader is told

extension AnswerRoutes {
    /// What became of the payer's act.
    struct Outcome: Sendable {
        let sentence: String
        /// A link that was made.
        let link: String?
        /// `bad` for what somebody has to mend.
        var tone = "warning"
        /// Whether the browser should forget the key.
        var isWrongKey = false
    }

    /// Who sees the words of an answer, why this reader does or does not, and what the payer can do
    /// about it.
    struct Access: Sendable {
        let path: String
        let sentence: String
        let outcome: Outcome?
        /// Whether the payer can change who sees the words.
        let isOpen: Bool
        let isWithheld: Bool

        init(_ record: AnswerRecord, hasLink: Bool = false, outcome: Outcome? = nil) {
            path = "/a/\(record.index)"
            self.outcome = outcome
            isWithheld = record.words == .withheld
            (sentence, isOpen) =
                switch record.words {
                case .shown(_, .demonstration):
                    ("This log is a demonstration: everyone sees what was asked.", false)
                case .shown(_, .published):
                    ("Published by its payer: everyone sees the words, for good.", false)
                case .shown(_, .payer):
                    ("You see the words with the key of the account that paid.", true)
                case .shown(_, .link):
                    ("You see the words through a link that the payer made and can revoke.", true)
                case .erased: ("The words were erased.", false)
                case .withheld where hasLink:
                    (
                        "The link in this address shows nothing here: it was revoked, or never "
                            + "made for this answer.", true
                    )
                case .withheld: ("The words are the payer's.", true)
                }
        }
    }
}
