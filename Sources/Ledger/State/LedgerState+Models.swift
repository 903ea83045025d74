import Economy
import Identity
import Money
import Wire

/// Deploys, answers and the opening of evaluations; the comments number the rules of the format's
/// page.
extension LedgerState {
    mutating func apply(_ fields: Deploy, _ signatures: SignatureCheck) throws(Refusal) {
        guard let record = results[fields.result],
            let manifest = manifests[record.result.manifest]?.commit,
            let policy = policies[manifest.policy]
        else { throw .resultUnknown(fields.result) }  // 1
        guard fields.policy == manifest.policy, fields.datanet == manifest.home.datanet,
            fields.maker == manifest.maker
        else { throw .deployMismatch }  // 2
        guard fields.revision == record.deployCount else {
            throw .revision(expected: record.deployCount)  // 3
        }
        let least = manifest.datanets.compactMap { datanets[$0.datanet]?.policy?.leastFee }.max()
        if let least, fields.fee < least { throw .feeBelowLeast(least: least) }  // 4
        try requireSignature(of: fields, by: manifest.maker, signatures)  // 5
        results[fields.result]?.deploys.append(size)
        models[size] = ModelOnSale(
            deploy: size, result: fields.result, manifest: record.result.manifest,
            evaluation: manifest.evaluation, fee: fields.fee, layout: manifest.layoutNumber,
            shares: manifest.shares ?? policy.shares, makerAccount: manifest.maker,
            nodeAccount: policy.nodeAccount, baseModelAccount: policy.baseModelAccount,
            datanets: manifest.datanets.map {
                ModelOnSale.TrainingRows(datanet: $0.datanet, rowCount: $0.rowCount)
            },
            methods: manifest.methods.map {
                AttributionMethod(
                    method: $0.method, version: $0.version,
                    indexDigest: record.result.indexDigest(of: $0.method) ?? .zero)
            })
    }

    mutating func apply(
        _ fields: Answer, _ signatures: SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let model = models[fields.deploy] else { throw .deployUnknown(fields.deploy) }  // 1
        guard fields.layoutNumber == model.layout else { throw .layout(needed: model.layout) }
        guard fields.fee == model.fee else { throw .fee(expected: model.fee) }  // 2
        guard fields.repeats(model) else { throw .termsMismatch }  // 3
        for line in fields.lines { try requireTrainedOn(line, model) }  // 4
        let isHidden = evaluations[model.evaluation]?.isOpened != true
        let needsOpening = fields.grade == .replayed || fields.grade == .sampled
        guard !(isHidden && needsOpening) else { throw .gradeTooHigh }  // 5
        try requireOpen(fields.payer)  // 6
        let asked = UsedOnce.Asked(payer: fields.payer, id: fields.idempotencyId)
        if let index = used.answers[asked] { throw .duplicateIdempotencyId(index: index) }  // 7
        try requireSignature(of: fields, by: fields.payer, signatures)  // 8
        let payable = balances.statement(of: fields.payer).payable
        guard fields.fee <= payable else { throw .insufficientFunds(payable: payable) }  // 9
        used.answers[asked] = size
        answerCount += 1
        return fields.postings
    }

    private func requireTrainedOn(_ line: AnswerLine, _ model: ModelOnSale) throws(Refusal) {
        let (datanet, number) = (line.subject.datanet, line.subject.number)
        guard let rows = model.datanets.first(where: { $0.datanet == datanet }) else {
            throw .datanetOutside(datanet)
        }
        switch line.subject.kind {
        case .cluster: throw .clusterUnknown(number: number)
        case .row: break
        }
        guard number < rows.rowCount, let owner = datanets[datanet]?.owner(ofRow: number) else {
            throw .rowOutside(row: number)
        }
        guard line.account == owner else { throw .rowOwner(row: number, owner: owner) }
    }

    mutating func apply(_ fields: EvaluationOpen, _ signatures: SignatureCheck) throws(Refusal) {
        guard let evaluation = evaluations[fields.evaluation] else {
            throw .evaluationUnknown(fields.evaluation)  // 1
        }
        guard !evaluation.isOpened else { throw .evaluationOpened }  // 2
        guard fields.root == evaluation.commit.root else { throw .evaluationRoot }  // 3
        guard let result = results[fields.result]?.result,
            manifests[result.manifest]?.commit.evaluation == fields.evaluation,
            result.digest(of: ModelPart.gate) == fields.gateDigest
        else { throw .gateMismatch }  // 4
        guard evaluation.unfinished == 0 else { throw .evaluationInUse }  // 5
        try requireSignature(of: fields, by: evaluation.commit.evaluator, signatures)  // 6
        evaluations[fields.evaluation]?.opened = (index: size, result: fields.result)
    }
}

extension Answer {
    /// Whether the entry states the model's own terms.
    fileprivate func repeats(_ model: ModelOnSale) -> Bool {
        shares == model.shares && nodeAccount == model.nodeAccount
            && baseModelAccount == model.baseModelAccount && makerAccount == model.makerAccount
            && datanet == model.datanet && methods == model.methods
    }

    /// The fee's way from the payer, in the order of the lines and then of the shares.
    ///
    /// A payer who also earns gets nothing before the last part is taken: the balance was checked
    /// against the whole fee.
    fileprivate var postings: [Posting] {
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
