import Identity
import Wire

/// Manifests and how their runs end; the comments number the rules of the format's page.
extension LedgerState {
    mutating func apply(_ fields: ManifestCommit, _ signatures: SignatureCheck) throws(Refusal) {
        try requireOpen(fields.maker)  // 1
        guard let datanet = datanets[fields.datanet] else {
            throw .datanetUnknown(fields.datanet)  // 2
        }
        guard fields.datanetThrough <= size else { throw .datanetThrough }  // 3
        let rowCount = datanet.rowCount(below: fields.datanetThrough)
        guard fields.rowCount == rowCount, rowCount > 0 else { throw .rowCount(expected: rowCount) }
        guard let evaluation = evaluations[fields.evaluation] else {
            throw .evaluationUnknown(fields.evaluation)  // 4
        }
        guard evaluation.commit.datanet == fields.datanet,
            fields.evaluation < fields.datanetThrough
        else { throw .evaluationTooLate }
        guard !evaluation.isOpened else { throw .evaluationOpened }
        guard policies[fields.policy] != nil else { throw .policyUnknown(fields.policy) }  // 5
        guard !used.manifests.contains(fields.manifestDigest) else {
            throw .duplicateManifest  // 6
        }
        guard fields.beaconRule == .none || fields.beaconKey != fields.maker else {
            throw .beaconKeyIsMaker  // 7
        }
        try requireSignature(of: fields, by: fields.maker, signatures)  // 8
        used.manifests.insert(fields.manifestDigest)
        manifests[size] = ManifestRecord(commit: fields)
        evaluations[fields.evaluation]?.unfinished += 1
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
        let limit = evaluations[record.commit.evaluation]?.commit.itemCount ?? 0
        guard fields.evaluationTotal <= limit else { throw .evaluationTotal(limit: limit) }  // 4
        try requireSignature(of: fields, by: record.commit.maker, signatures)  // 5
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

    private mutating func finish(_ manifest: UInt64, _ outcome: ManifestRecord.Outcome) {
        manifests[manifest]?.outcome = outcome
        guard let evaluation = manifests[manifest]?.commit.evaluation else { return }
        evaluations[evaluation]?.unfinished -= 1
    }
}
