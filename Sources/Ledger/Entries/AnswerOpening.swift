package import Wire

/// What opens the two commitments of an answer: the question, the answer and their salts; with the
/// model's confidence, to which nothing commits.
///
/// It lies beside the log, so that it can be erased; without it a receipt still proves the payment,
/// and no longer what was asked.
package struct AnswerOpening: Equatable, Sendable {
    /// The question's salt.
    package let requestSalt: Digest
    /// The question.
    package let question: String
    /// The answer's salt.
    package let answerSalt: Digest
    /// The answer.
    package let answer: String
    /// How sure the model said it is of the answer; nil where the opening is from before that was
    /// kept.
    package let confidence: Confidence?
    /// ``Commitment/request(salt:bytes:)``, as the entry holds it.
    package let requestCommitment: Digest

    /// The opening of a question and its answer.
    package init(
        question: String, requestSalt: Digest, answer: String, answerSalt: Digest,
        confidence: Confidence? = nil
    ) {
        self.init(
            requestCommitment: Commitment.request(salt: requestSalt, bytes: Array(question.utf8)),
            requestSalt: requestSalt, question: question, answerSalt: answerSalt, answer: answer,
            confidence: confidence)
    }

    /// An opening that was kept under the commitment that an entry holds.
    package init(
        requestCommitment: Digest, requestSalt: Digest, question: String, answerSalt: Digest,
        answer: String, confidence: Confidence? = nil
    ) {
        self.requestCommitment = requestCommitment
        self.requestSalt = requestSalt
        self.question = question
        self.answerSalt = answerSalt
        self.answer = answer
        self.confidence = confidence
    }

    /// Whether question and answer are those that an entry commits to.
    package func opens(_ entry: Answer) -> Bool {
        Commitment.request(salt: requestSalt, bytes: Array(question.utf8))
            == entry.requestCommitment
            && Commitment.answer(salt: answerSalt, bytes: Array(answer.utf8))
                == entry.answerCommitment
    }

    /// ``Commitment/answer(salt:bytes:)``, as the entry holds it.
    package var answerCommitment: Digest {
        Commitment.answer(salt: answerSalt, bytes: Array(answer.utf8))
    }
}
