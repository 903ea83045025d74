internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import Wire
internal import Workflows

/// Answers paid questions: compute, attribute, sign for the payer, keep the opening, log.
///
/// Whatever goes wrong before the entry is on the disk costs nothing. What the ledger refuses is
/// refused here in the caller's words; the rules are the ledger's.
struct AnswerService: QuestionAnswering {
    let writer: any StoredLog
    let models: ServedModels
    let batcher: QuestionBatcher
    let openings: OpeningsLog
    let keys: KeyRing
    let records: AnswerRecords
    let reservations: Reservations
    let embeddingModel: String

    func embeddings(of texts: [String], caller: Caller) async throws -> Embeddings {
        await batcher.embed(texts)
    }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        guard let model = models.model(named: order.model) else {
            throw ServiceRefusal.unknownModel(
                name: order.model,
                nearest: NearestNames.of(order.model, among: models.all.map(\.card.name)))
        }
        let terms = model.terms
        if let maximum = order.maximumFee, terms.fee > maximum {
            throw ServiceRefusal.priceAboveMaximum(price: terms.fee, maximum: maximum)
        }
        guard let key = keys.key(of: order.caller.account) else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        let id = IdempotencyId.of(order.idempotencyKey, key: key)
        let standing = try await standing(of: order.caller.account, id, terms)
        if let index = standing.logged {
            return try await repeated(order, terms, index: index)
        }
        try reservations.reserve(terms.fee, of: standing.payable, for: order.caller.account)
        defer { reservations.release(terms.fee, for: order.caller.account) }
        batcher.enter()
        defer { batcher.leave() }
        let reply = try await batcher.reply(to: order.question, of: model)
        return try await log(order, terms, key, id, reply, standing.grade)
    }

    private func log(
        _ order: QuestionOrder, _ terms: ModelOnSale, _ key: AccountKey, _ id: IdempotencyId,
        _ reply: AnswerComposer.Reply, _ grade: EvidenceGrade
    ) async throws -> AnswerRecord {
        let prepared = try writer.prepareAnswer(
            to: PaidQuestion(
                text: order.question, payer: key, id: id, requestSalt: .random(),
                answerSalt: .random()),
            reply: reply, by: terms, grade: grade)
        do {
            let logged = try await writer.logAnswers([prepared]) { found in
                for opening in found { try await openings.write(opening) }
            }
            guard let receipt = try logged.first?.get() else {
                preconditionFailure("each answer has a result")
            }
            return records.record(
                receipt, prepared.entry, opening: prepared.opening,
                completionTokens: reply.tokenCount)
        } catch Refusal.duplicateIdempotencyId(let index) {
            return try await repeated(order, terms, index: index)
        } catch Refusal.insufficientFunds(let payable) {
            throw ServiceRefusal.unaffordable(price: terms.fee, balance: payable)
        } catch { throw ServiceRefusal(error) }
    }

    /// The answer that an idempotency key got already, if the question was the same.
    private func repeated(
        _ order: QuestionOrder, _ terms: ModelOnSale, index: UInt64
    ) async throws -> AnswerRecord {
        guard let record = try await records.record(at: index),
            record.answer.deploy == terms.deploy,
            let text = record.text, text.question.utf8.elementsEqual(order.question.utf8)
        else { throw ServiceRefusal.idempotencyConflict }
        return record
    }

    /// What the ledger knows that an answer depends on.
    private struct Standing {
        /// The answer that the id has got already.
        let logged: UInt64?
        /// What the payer may spend.
        let payable: Amount
        /// How an answer of now can be checked.
        let grade: EvidenceGrade
    }

    private func standing(
        of account: AccountAddress, _ id: IdempotencyId, _ terms: ModelOnSale
    ) async throws -> Standing {
        do {
            return try await writer.query { state in
                Standing(
                    logged: state.answer(to: account, id: id),
                    payable: state.balances.statement(of: account).payable,
                    grade: state.isEvaluationOpened(terms.evaluation) == true
                        ? .replayed : .assertedHidden)
            }
        } catch { throw ServiceRefusal(error) }
    }
}

extension IdempotencyId {
    /// The id of a caller's key: keyed with the account's secret, so that the log does not show
    /// what callers number their requests by.
    ///
    /// A request without a key gets a random id.
    static func of(_ text: String?, key: AccountKey) -> IdempotencyId {
        let digest =
            text.map {
                Digest.sha256(
                    tag: "openledger/idempotency/v1", key.secret, Array($0.utf8))
            } ?? Digest.random()
        guard let id = IdempotencyId(Array(digest.bytes.prefix(byteCount))) else {
            preconditionFailure("a digest has more bytes than an id")
        }
        return id
    }
}

extension Digest {
    /// Draws from the system's generator.
    static func random() -> Digest {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }
}
