internal import Ledger
internal import LedgerStorage
internal import NodeAPI
internal import Wire

/// Who sees the words of paid answers: the payer, and whom the payer lets.
struct AnswerDisclosure: AnswerDisclosing {
    let writer: any StoredLog
    let disclosures: DisclosureLog
    /// Whether everybody has the keys anyway.
    let isDemonstration: Bool
    /// The time in seconds since 1970.
    let now: @Sendable () -> UInt64

    /// What gives a reader the right to an answer's words; nil for nothing.
    func right(of reader: AnswerReader, to answer: Answer, at index: UInt64) async -> WordsRight? {
        if isDemonstration { return .demonstration }
        let disclosed = await disclosures.answer(at: index)
        if disclosed.isPublished { return .published }
        if reader.caller?.account == answer.payer { return .payer }
        guard let secret = reader.secret, disclosed.shows(secret.id) else { return nil }
        return .link
    }

    func publish(_ index: UInt64, caller: Caller) async throws -> Bool {
        try await requirePayer(of: index, caller)
        guard await !disclosures.answer(at: index).isPublished else { return false }
        _ = try await take(.publish, index)
        return true
    }

    func makeLink(
        _ secret: LinkSecret?, to index: UInt64, caller: Caller
    ) async throws -> (link: AnswerLink, secret: LinkSecret) {
        try await requirePayer(of: index, caller)
        let secret = secret ?? LinkSecret(.random())
        guard let disclosed = try await take(.link(secret.id), index),
            let link = disclosed.links.first(where: { $0.digest == secret.id })
        else {
            throw ServiceRefusal.conflict(
                "The answer has had \(DisclosureLog.linkLimit) links, the most that one may have.")
        }
        return (AnswerLink(link), secret)
    }

    func links(to index: UInt64, caller: Caller) async throws -> [AnswerLink] {
        try await requirePayer(of: index, caller)
        return await disclosures.answer(at: index).links.map(AnswerLink.init)
    }

    func revoke(_ id: Digest, to index: UInt64, caller: Caller) async throws -> AnswerLink {
        try await requirePayer(of: index, caller)
        guard let disclosed = try await take(.revoke(id), index),
            let link = disclosed.links.first(where: { $0.digest == id })
        else { throw ServiceRefusal.notFound("The answer \(index) has had no such link.") }
        return AnswerLink(link)
    }

    private func take(
        _ act: Disclosure.Act, _ index: UInt64
    ) async throws -> DisclosedAnswer? {
        do {
            return try await disclosures.take(Disclosure(index: index, act: act, seconds: now()))
        } catch { throw ServiceRefusal(error) }
    }

    /// The log tells everyone who paid, so this tells nothing new.
    private func requirePayer(of index: UInt64, _ caller: Caller) async throws {
        guard index < (await writer.size),
            case .answer(let answer) = try await writer.receipt(at: index).entry.body
        else { throw ServiceRefusal.notFound("The log has no answer \(index).") }
        guard caller.account == answer.payer else {
            throw ServiceRefusal.forbidden("Only the account that paid for the answer may do this.")
        }
    }
}

extension AnswerLink {
    fileprivate init(_ link: DisclosedAnswer.Link) {
        self.init(
            id: link.digest, madeSeconds: link.madeSeconds, revokedSeconds: link.revokedSeconds)
    }
}
