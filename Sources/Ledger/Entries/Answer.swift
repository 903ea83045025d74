package import Economy
package import Identity
package import Money
package import Wire

/// One paid answer: who paid what for which model's answer, and how the fee was divided.
///
/// Open disclosure: the lines stand in the entry. Everything needed to check the division is here;
/// ``LedgerState`` checks that it also agrees with deploy, manifest and policy.
package struct Answer: SignedFields, EntryFields {
    /// The index of the deploy.
    package internal(set) var deploy: UInt64
    /// Who pays.
    package internal(set) var payer: AccountAddress
    /// Makes the question payable once only.
    package internal(set) var idempotencyId: IdempotencyId
    /// What was paid: the deploy's fee.
    package internal(set) var fee: Amount
    /// What the payer agreed to pay at most.
    package internal(set) var maximumFee: Amount
    /// ``Commitment/request(salt:bytes:)``.
    package internal(set) var requestCommitment: Digest
    /// ``Commitment/answer(salt:bytes:)``.
    package internal(set) var answerCommitment: Digest
    /// The model's six shares.
    package internal(set) var shares: FeeShares
    /// The model's attribution methods, each with its index.
    package internal(set) var methods: [AttributionMethod]
    /// How the attribution can be checked.
    package internal(set) var grade: EvidenceGrade
    /// The model maker.
    package internal(set) var makerAccount: AccountAddress
    /// The policy's node.
    package internal(set) var nodeAccount: AccountAddress
    /// The policy's base model owner.
    package internal(set) var baseModelAccount: AccountAddress
    /// The Datanet whose pool takes the unattributed amount.
    package internal(set) var datanet: UInt64
    /// At most 64 lines.
    package internal(set) var lines: [AnswerLine]
    /// What cannot be attributed.
    package internal(set) var unattributedWeight: PartsPerBillion
    /// Its part of the fee.
    package internal(set) var unattributedAmount: Amount
    /// The payer's signature over the question.
    package var signature: SignatureBytes
    let layoutNumber: UInt8

    /// What the signature covers: the question.
    package var message: TypedMessage { question.message }

    /// What the payer chose and signed.
    package var question: Question {
        Question(
            deploy: deploy, payer: payer, idempotencyId: idempotencyId, maximumFee: maximumFee,
            requestCommitment: requestCommitment, signature: signature)
    }

    /// The part of the answer that the rules of the split judge.
    var division: StatedDivision {
        StatedDivision(
            fee: fee, maximumFee: maximumFee, shares: shares, lines: lines,
            unattributedWeight: unattributedWeight, unattributedAmount: unattributedAmount)
    }

    static let layouts = [
        EntryLayout<Answer>(
            "Answer",
            .reserved("disclosure", 0, else: EntryError.disclosure).unsigned,
            .field("deploy", \.deploy, .entry),
            .field("payer", \.payer, .account),
            .field("idempotencyId", \.idempotencyId),
            .field("fee", \.fee).unsigned,
            .field("maximumFee", \.maximumFee),
            .field("requestCommitment", \.requestCommitment),
            .field("answerCommitment", \.answerCommitment).unsigned,
            .shares(\.shares).unsigned,
            .field("methodId", \.methods[0].method).unsigned,
            .field("methodVersion", \.methods[0].version).unsigned,
            .field("indexDigest", \.methods[0].indexDigest).unsigned,
            .field("grade", \.grade).unsigned,
            .field("makerAccount", \.makerAccount, .account).unsigned,
            .field("nodeAccount", \.nodeAccount, .account).unsigned,
            .field("baseModelAccount", \.baseModelAccount, .account).unsigned,
            .field("datanet", \.datanet, .entry).unsigned,
            .linesOfLayout1(\.lines, in: \.datanet).unsigned,
            .field("unattributedWeight", \.unattributedWeight).unsigned,
            .field("unattributedAmount", \.unattributedAmount).unsigned),
        EntryLayout<Answer>(
            "Answer",
            .reserved("disclosure", 0, else: EntryError.disclosure).unsigned,
            .field("deploy", \.deploy, .entry),
            .field("payer", \.payer, .account),
            .field("idempotencyId", \.idempotencyId),
            .field("fee", \.fee).unsigned,
            .field("maximumFee", \.maximumFee),
            .field("requestCommitment", \.requestCommitment),
            .field("answerCommitment", \.answerCommitment).unsigned,
            .shares(\.shares).unsigned,
            .list("methods", \.methods, 1...8, else: EntryError.methodCount).unsigned,
            .field("grade", \.grade).unsigned,
            .field("makerAccount", \.makerAccount, .account).unsigned,
            .field("nodeAccount", \.nodeAccount, .account).unsigned,
            .field("baseModelAccount", \.baseModelAccount, .account).unsigned,
            .field("datanet", \.datanet, .entry).unsigned,
            .lines(\.lines).unsigned,
            .field("unattributedWeight", \.unattributedWeight).unsigned,
            .field("unattributedAmount", \.unattributedAmount).unsigned),
    ]

    func check() throws(EntryError) {
        guard methods.isStrictlyAscending(by: \.method) else { throw .methodOrder }
        do { try division.check() } catch { throw .answer(error) }
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension Answer {
    static let type = EntryType.answer
    static let words = EntryWords("Answer", "One paid answer.")

    var body: EntryBody { .answer(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let model = state.models[deploy] else { throw .deployUnknown(deploy) }  // 1
        guard layoutNumber == model.layout else { throw .layout(needed: model.layout) }
        guard fee == model.fee else { throw .fee(expected: model.fee) }  // 2
        guard repeats(model) else { throw .termsMismatch }  // 3
        for line in lines { try Self.require(line, trainedOn: model, state) }  // 4
        let isHidden = state.evaluations[model.evaluation]?.isOpened != true
        let needsOpening = grade == .replayed || grade == .sampled
        guard !(isHidden && needsOpening) else { throw .gradeTooHigh }  // 5
        try state.requireOpen(payer)  // 6
        let asked = UsedOnce.Asked(payer: payer, id: idempotencyId)
        if let index = state.used.answers[asked] {
            throw .duplicateIdempotencyId(index: index)  // 7
        }
        try state.requireSignature(of: self, by: payer, signatures)  // 8
        let payable = state.balances.statement(of: payer).payable
        guard fee <= payable else { throw .insufficientFunds(payable: payable) }  // 9
        state.used.answers[asked] = state.size
        state.answerCount += 1
        return postings
    }

    private static func require(
        _ line: AnswerLine, trainedOn model: ModelOnSale, _ state: LedgerState
    ) throws(Refusal) {
        let (datanet, number) = (line.subject.datanet, line.subject.number)
        guard let rows = model.datanets.first(where: { $0.datanet == datanet }) else {
            throw .datanetOutside(datanet)
        }
        switch line.subject.kind {
        case .cluster: throw .clusterUnknown(number: number)
        case .row: break
        }
        guard number < rows.rowCount, let owner = state.datanets[datanet]?.owner(ofRow: number)
        else {
            throw .rowOutside(row: number)
        }
        guard line.account == owner else { throw .rowOwner(row: number, owner: owner) }
        guard line.reason != .gated || model.verdict == nil else { throw .lineGated(row: number) }
    }

    /// Whether the entry states the model's own terms.
    private func repeats(_ model: ModelOnSale) -> Bool {
        shares == model.shares && nodeAccount == model.nodeAccount
            && baseModelAccount == model.baseModelAccount && makerAccount == model.makerAccount
            && datanet == model.datanet && methods == model.methods
    }

    /// The fee's way from the payer, in the order of the lines and then of the shares.
    ///
    /// A payer who also earns gets nothing before the last part is taken: the balance was checked
    /// against the whole fee.
    private var postings: [Posting] {
        var postings: [Posting] = []
        func move(_ amount: Amount, to place: Posting.Place, _ cause: Posting.Cause) {
            guard amount > .zero else { return }
            postings.append(
                Posting(from: .payable(payer), to: place, amount: amount, cause: cause))
        }
        for line in lines {
            move(line.paid, to: .payable(line.account), .row(line.row))
            if let reason = line.reason {
                move(line.held, to: .held(line.account, reason), .row(line.row))
            }
        }
        move(unattributedAmount, to: .pool(datanet), .unattributed)
        let parts = shares.split(fee)
        move(parts.modelMaker, to: .payable(makerAccount), .modelMaker)
        move(parts.node, to: .payable(nodeAccount), .node)
        move(parts.baseModel, to: .payable(baseModelAccount), .baseModel)
        move(parts.burn, to: .burned, .burn)
        return postings
    }
}

extension Answer {
    /// The answer to a signed question, as a model on sale gives it.
    ///
    /// - Parameters:
    ///   - question: what the payer signed.
    ///   - model: the terms on which the model is sold, ``LedgerState/model(deploy:)``.
    ///   - answerCommitment: ``Commitment/answer(salt:bytes:)``.
    ///   - grade: how the attribution can be checked.
    ///   - rows: the rows' shares, in any order.
    /// - Throws: ``Economy/AnswerFlaw``.
    package init(
        to question: Question, by model: ModelOnSale, answerCommitment: Digest,
        grade: EvidenceGrade, rows: [AttributedRow]
    ) throws(AnswerFlaw) {
        let split = try AnswerSplit(fee: model.fee, shares: model.shares, rows: rows)
        self.init(question, model, answerCommitment, grade, split)
        try division.check()
    }

    /// The same answer with other lines, whose amounts are not checked.
    package init(
        _ question: Question, _ model: ModelOnSale, _ answerCommitment: Digest,
        _ grade: EvidenceGrade, _ split: AnswerSplit
    ) {
        layoutNumber = model.layout
        deploy = question.deploy
        payer = question.payer
        idempotencyId = question.idempotencyId
        fee = model.fee
        maximumFee = question.maximumFee
        requestCommitment = question.requestCommitment
        self.answerCommitment = answerCommitment
        shares = model.shares
        methods = model.methods
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

    static func blank(_ layout: UInt8) -> Answer { Answer(layout: layout) }

    private init(layout: UInt8) {
        layoutNumber = layout
        deploy = 0
        payer = .zero
        idempotencyId = .zero
        fee = .zero
        maximumFee = .zero
        requestCommitment = .zero
        answerCommitment = .zero
        shares = .standard
        methods = [.blank]
        grade = .asserted
        makerAccount = .zero
        nodeAccount = .zero
        baseModelAccount = .zero
        datanet = 0
        lines = []
        unattributedWeight = .zero
        unattributedAmount = .zero
        signature = .unsigned
    }
}

/// An attribution method as a model uses it: its version, and the index of the training rows.
package struct AttributionMethod: Hashable, Sendable {
    /// The method's number, 1 to 4095; in layout 1 any but 0.
    package internal(set) var method: UInt16
    /// The version.
    package internal(set) var version: UInt16
    /// SHA-256 of the attribution index.
    package internal(set) var indexDigest: Digest

    /// A method with its index.
    package init(method: UInt16, version: UInt16, indexDigest: Digest) {
        self.method = method
        self.version = version
        self.indexDigest = indexDigest
    }
}

extension AttributionMethod: LayoutElement {
    static let layout = EntryLayout<AttributionMethod>(
        "Method",
        .field("method", \.method, in: MethodVersion.numbers, else: .method),
        .field("version", \.version),
        .field("indexDigest", \.indexDigest))

    static let blank = AttributionMethod(method: 0, version: 0, indexDigest: .zero)
}

/// How an answer's attribution can be checked, at the time of the answer.
package enum EvidenceGrade: UInt8, Sendable {
    /// Everyone can repeat it from public bytes and compare integers.
    case replayed = 0
    /// A sample of answers was repeated.
    case sampled
    /// Nobody can repeat it.
    case asserted
    /// It depends on evaluation items that are still hidden; repeatable once they are opened.
    case assertedHidden
}
