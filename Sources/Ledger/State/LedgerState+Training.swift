import Economy
import Identity
import Wire

/// Manifests and how their runs end; the comments number the rules of the format's page.
extension LedgerState {
    mutating func apply(_ fields: ManifestCommit, _ signatures: SignatureCheck) throws(Refusal) {
        try requireOpen(fields.maker)  // 1
        for data in fields.datanets where datanets[data.datanet] == nil {
            throw .datanetUnknown(data.datanet)  // 2
        }
        for data in fields.datanets {
            guard data.through <= size else { throw .datanetThrough }  // 3
            let rowCount = datanets[data.datanet]?.rowCount(below: data.through) ?? 0
            guard data.rowCount == rowCount, rowCount > 0 else {
                throw .rowCount(expected: rowCount)
            }
        }
        guard let evaluation = evaluations[fields.evaluation] else {
            throw .evaluationUnknown(fields.evaluation)  // 4
        }
        guard evaluation.commit.datanet == fields.home.datanet,
            fields.evaluation < fields.home.through
        else { throw .evaluationTooLate }
        guard !evaluation.isOpened else { throw .evaluationOpened }
        guard let policy = policies[fields.policy] else {
            throw .policyUnknown(fields.policy)  // 5
        }
        guard used.manifests[fields.manifestDigest] == nil else { throw .duplicateManifest }  // 6
        guard fields.beaconRule == .none || fields.beaconKey != fields.maker else {
            throw .beaconKeyIsMaker  // 7
        }
        for data in fields.datanets {
            let layout = datanets[data.datanet]?.layout ?? 1
            guard layout <= fields.layoutNumber else { throw .layout(needed: layout) }  // 8
        }
        if let shares = fields.shares {
            try requireDatanetPolicies(of: fields, shares, evaluation.commit)  // 9
            guard shares.node >= policy.shares.node,
                shares.baseModel >= policy.shares.baseModel, shares.burn >= policy.shares.burn
            else { throw .sharesBelowPolicy }  // 10
        }
        try requireSignature(of: fields, by: fields.maker, signatures)  // 11
        used.manifests[fields.manifestDigest] = size
        manifests[size] = TrainingRunRecord(index: size, commit: fields)
        makers[fields.maker, default: TrainingRunCounts()].unfinished += 1
        evaluations[fields.evaluation]?.unfinished += 1
    }

    /// What the owners of the Datanets laid down for models of their rows.
    private func requireDatanetPolicies(
        of fields: ManifestCommit, _ shares: FeeShares, _ evaluation: EvaluationCommit
    ) throws(Refusal) {
        for data in fields.datanets {
            guard let datanet = datanets[data.datanet], let policy = datanet.policy else {
                continue
            }
            switch policy.trainers {
            case .anyone: break
            case .owner:
                guard fields.maker == datanet.owner else {
                    throw .trainerNotOwner(datanet: data.datanet)
                }
            }
            guard shares.contributors >= policy.contributorsLeast else {
                throw .contributorsShare(datanet: data.datanet, least: policy.contributorsLeast)
            }
            guard evaluation.itemCount >= policy.leastEvaluationItems else {
                throw .evaluationItems(
                    datanet: data.datanet, least: policy.leastEvaluationItems)
            }
        }
    }

    mutating func apply(_ fields: BeaconReveal, _ signatures: SignatureCheck) throws(Refusal) {
        guard let record = manifests[fields.manifest] else {
            throw .manifestUnknown(fields.manifest)  // 1
        }
        guard record.commit.beaconRule == .secondKey else { throw .noBeacon }  // 2
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 3
        guard record.beacon == nil else { throw .beaconAlreadyRevealed }
        let key = record.commit.beaconKey
        guard
            Commitment.beacon(key: key, secret: fields.secret) == record.commit.beaconCommitment
        else { throw .beaconMismatch }  // 4
        try requireSignature(of: fields, by: key, signatures)  // 5
        manifests[fields.manifest]?.beacon = fields.secret
    }

    mutating func apply(_ fields: TrainingResult, _ signatures: SignatureCheck) throws(Refusal) {
        guard let record = manifests[fields.manifest] else {
            throw .manifestUnknown(fields.manifest)  // 1
        }
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 2
        guard record.commit.beaconRule == .none || record.beacon != nil else {
            throw .beaconMissing  // 3
        }
        let layout = record.commit.layoutNumber
        guard fields.layoutNumber == layout else { throw .layout(needed: layout) }  // 4
        guard fields.digest(of: ModelPart.gate) != nil else { throw .gateMissing }  // 5
        for method in record.commit.methods where fields.indexDigest(of: method.method) == nil {
            throw .indexMissing(method: method.method)
        }
        let limit = evaluations[record.commit.evaluation]?.commit.itemCount ?? 0
        guard (fields.accuracy?.count ?? 0) <= limit else {
            throw .evaluationTotal(limit: limit)  // 6
        }
        try requireSignature(of: fields, by: record.commit.maker, signatures)  // 7
        results[size] = ResultRecord(result: fields)
        finish(fields.manifest, .result(size))
    }

    mutating func apply(_ fields: TrainingAbort, _ signatures: SignatureCheck) throws(Refusal) {
        guard let record = manifests[fields.manifest] else {
            throw .manifestUnknown(fields.manifest)  // 1
        }
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 2
        try requireSignature(of: fields, by: record.commit.maker, signatures)  // 3
        finish(fields.manifest, .abort(fields.reason))
    }

    private mutating func finish(_ manifest: UInt64, _ outcome: TrainingRunRecord.Outcome) {
        manifests[manifest]?.outcome = outcome
        guard let commit = manifests[manifest]?.commit else { return }
        evaluations[commit.evaluation]?.unfinished -= 1
        makers[commit.maker]?.end(outcome)
    }
}
