internal import Economy
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import Tokenizers
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
    let embedder: TextEmbedder
    let freeTokens: FreeAllowance
    /// Tokens of one request for embeddings.
    let embeddingTokens: Int
    let openings: OpeningsLog
    let keys: KeyRing
    let records: AnswerRecords
    let reservations: Reservations
    let embeddingModel: String
    let underWay = QuestionsUnderWay()

    /// Bytes whose tokens are counted in no more time than one token is embedded in.
    private static let countedBytesPerToken = 64

    func canPay(_ caller: Caller) async -> Bool {
        guard let least = models.leastFee else { return false }
        let payable = try? await writer.query {
            $0.balances.statement(of: caller.account).payable
        }
        return payable.map { $0 >= least } ?? false
    }

    func embeddings(of inputs: [EmbeddingInput], caller: Caller) async throws -> Embeddings {
        // Counting tokens is work, too: it is paid for in advance, whatever comes of the request.
        let advance = inputs.reduce(0) { $0 + $1.byteCount } / Self.countedBytesPerToken
        try freeTokens.take(advance, of: caller.account)
        let tokens = try await embedder.tokens(of: inputs)
        let count = tokens.reduce(0) { $0 + $1.count }
        guard count <= embeddingTokens else {
            throw ServiceRefusal.invalid(
                parameter: "input",
                message: "The texts have \(count) tokens; one request may have "
                    + "\(embeddingTokens): send fewer at a time.")
        }
        try freeTokens.take(max(0, count - advance), of: caller.account)
        return Embeddings(vectors: try await embedder.vectors(of: tokens), tokenCount: count)
    }

    func answer(_ order: QuestionOrder) async throws -> AnswerRecord {
        guard let model = models.model(named: order.model) else {
            throw ServiceRefusal.unknownModel(
                name: order.model,
                nearest: NearestNames.of(order.model, among: models.all.map(\.card.name)))
        }
        guard let key = keys.key(of: order.caller.account) else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        // Computing would be for nothing, and the disk may be in order again.
        if openings.failure != nil, let failure = await openings.tryAgain() {
            throw ServiceRefusal(failure)
        }
        let id = IdempotencyId.of(order.idempotencyKey, key: key)
        guard order.idempotencyKey != nil else {
            return try await answer(order, model, key, id)
        }
        // Looked up before anything is reserved: the same request in flight has the money.
        return try await underWay.answer(order, id) {
            try await answer(order, model, key, id)
        }
    }

    /// Answers an order, unless the log holds the answer already.
    private func answer(
        _ order: QuestionOrder, _ model: ServedModel, _ key: AccountKey, _ id: IdempotencyId
    ) async throws -> AnswerRecord {
        let terms = model.terms
        let standing = try await standing(of: order.caller.account, id, terms)
        if let index = standing.logged { return try await repeated(order, index: index) }
        if let maximum = order.maximumFee, terms.fee > maximum {
            throw ServiceRefusal.priceAboveMaximum(price: terms.fee, maximum: maximum)
        }
        try reservations.reserve(terms.fee, of: standing.payable, for: order.caller.account)
        defer { reservations.release(terms.fee, for: order.caller.account) }
        // Who cannot pay does not have tokens counted.
        try check(order, model)
        batcher.enter()
        defer { batcher.leave() }
        try Task.checkCancellation()
        let reply = try await batcher.reply(to: order.question, of: model)
        // Nobody pays for what nobody waits for any more.
        try Task.checkCancellation()
        return try await log(order, terms, key, id, reply, standing.grade)
    }

    /// Whether the model can read the question to its end and give an answer of the length.
    private func check(_ order: QuestionOrder, _ model: ServedModel) throws(ServiceRefusal) {
        let tokenizer = records.base.folder.tokenizer
        let count = tokenizer.encode(order.question, maximumTokens: .max).count
        guard count > tokenizer.surroundingCount else {
            throw .invalid(
                parameter: "messages", message: "The question holds nothing that the model reads.")
        }
        let limit = model.measures.maximumTokens
        guard count <= limit else {
            throw .invalid(
                parameter: "messages",
                message: "The question has \(count) tokens and the model reads \(limit): "
                    + "shorten it. Nothing was charged.")
        }
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
                try await openings.write(found)
            }
            guard let receipt = try logged.first?.get() else {
                preconditionFailure("each answer has a result")
            }
            return records.record(
                receipt, prepared.entry, words: .shown(prepared.opening.words, by: .payer))
        } catch Refusal.duplicateIdempotencyId(let index) {
            return try await repeated(order, index: index)
        } catch Refusal.insufficientFunds(let payable) {
            throw ServiceRefusal.unaffordable(price: terms.fee, balance: payable)
        } catch { throw ServiceRefusal(error) }
    }

    /// The answer that an idempotency key got already, if the question was the same, to a model of
    /// the same name: a newer one may have taken it since.
    private func repeated(
        _ order: QuestionOrder, index: UInt64
    ) async throws -> AnswerRecord {
        guard
            let record = try await records.record(
                at: index, for: AnswerReader(caller: order.caller)),
            record.model == order.model,
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
