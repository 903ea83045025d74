package import Economy
package import Identity
package import Ledger
package import ModelFactory
package import Wire

/// A question that a payer orders an answer to, and what its signature and commitments are made
/// with.
package struct PaidQuestion: Sendable {
    /// The question.
    package let text: String
    /// The payer's key, which signs the largest fee it accepts.
    package let payer: AccountKey
    /// Makes the question payable once only.
    package let id: IdempotencyId
    /// Hides the question in the log.
    package let requestSalt: Digest
    /// Hides the answer in the log.
    package let answerSalt: Digest

    /// A question.
    package init(
        text: String, payer: AccountKey, id: IdempotencyId, requestSalt: Digest,
        answerSalt: Digest
    ) {
        self.text = text
        self.payer = payer
        self.id = id
        self.requestSalt = requestSalt
        self.answerSalt = answerSalt
    }
}

/// An answer that is computed, attributed and divided, and not logged yet.
package struct PreparedAnswer: Sendable {
    /// The entry's body.
    package let entry: Answer
    /// What opens its commitments: must be durable before the entry is.
    package let opening: AnswerOpening
}

extension EntryLog {
    /// Puts money to an answer: the payer's order, the division of the fee between the rows that
    /// shaped it, and the commitments.
    ///
    /// - Parameters:
    ///   - question: the payer's order.
    ///   - reply: what the model said, with its attribution.
    ///   - model: the terms on which the model is sold.
    ///   - grade: how the attribution can be checked.
    /// - Returns: the entry and the opening of its commitments.
    /// - Throws: ``Economy/AnswerFlaw`` when the attribution cannot be divided.
    package func prepareAnswer(
        to question: PaidQuestion, reply: AnswerComposer.Reply, by model: ModelOnSale,
        grade: EvidenceGrade
    ) throws(AnswerFlaw) -> PreparedAnswer {
        let opening = AnswerOpening(
            question: question.text, requestSalt: question.requestSalt, answer: reply.text,
            answerSalt: question.answerSalt, confidence: reply.confidence)
        let order = Question(
            deploy: model.deploy, payer: question.payer.address, idempotencyId: question.id,
            maximumFee: model.fee, requestCommitment: opening.requestCommitment
        ).signed(by: question.payer, in: domain)
        let entry = try Answer(
            to: order, by: model, answerCommitment: opening.answerCommitment, grade: grade,
            rows: reply.rows)
        return PreparedAnswer(entry: entry, opening: opening)
    }

    /// Logs answers in their order, each accepted or refused by itself.
    ///
    /// - Parameters:
    ///   - answers: what was prepared.
    ///   - keep: makes their openings durable; called before anything is logged.
    /// - Returns: each answer's receipt, or why it was refused.
    /// - Throws: what `keep` throws, else what the log's storage throws.
    package func logAnswers(
        _ answers: [PreparedAnswer], keep: ([AnswerOpening]) async throws -> Void
    ) async throws -> [Result<Receipt, any Error>] {
        try await keep(answers.map(\.opening))
        return try await append(contentsOf: answers.map { .answer($0.entry) })
    }
}
