public import Wire

extension Answer {
    /// The answer to a signed question, as a model on sale gives it.
    ///
    /// - Parameters:
    ///   - question: what the payer signed.
    ///   - model: the terms on which the model is sold, ``LedgerState/model(deploy:)``.
    ///   - answerCommitment: ``Commitment/answer(salt:bytes:)``.
    ///   - grade: how the attribution can be checked.
    ///   - rows: the rows' shares, in any order.
    /// - Throws: ``AnswerFlaw``.
    public init(
        to question: Question, by model: ModelOnSale, answerCommitment: Digest,
        grade: EvidenceGrade, rows: [AttributedRow]
    ) throws(AnswerFlaw) {
        let split = try AnswerSplit(fee: model.fee, shares: model.shares, rows: rows)
        self.init(question, model, answerCommitment, grade, split)
        _ = try AnswerSplit.check(self)
    }

    /// The same answer with other lines, whose amounts are not checked.
    package init(
        _ question: Question, _ model: ModelOnSale, _ answerCommitment: Digest,
        _ grade: EvidenceGrade, _ split: AnswerSplit
    ) {
        deploy = question.deploy
        payer = question.payer
        idempotencyId = question.idempotencyId
        fee = model.fee
        maximumFee = question.maximumFee
        requestCommitment = question.requestCommitment
        self.answerCommitment = answerCommitment
        shares = model.shares
        methodId = model.methodId
        methodVersion = model.methodVersion
        indexDigest = model.indexDigest
        self.grade = grade
        makerAccount = model.makerAccount
        nodeAccount = model.nodeAccount
        baseModelAccount = model.baseModelAccount
        datanet = model.datanet
        lines = split.lines
        unattributedWeight = split.unattributedWeight
        unattributedAmount = split.unattributedAmount
        signature = question.signature
    }
}
