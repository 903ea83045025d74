import Economy
import Identity
import Wire

/// Datanets, evaluations and contributions; the comments number the rules of the format's page.
extension LedgerState {
    mutating func apply(_ fields: DatanetCreate, _ signatures: SignatureCheck) throws(Refusal) {
        try requireOpen(fields.owner)  // 1
        let terms = UsedOnce.Owned(owner: fields.owner, value: fields.termsCommitment)
        guard used.terms[terms] == nil else { throw .duplicateTerms }  // 2
        try requireSignature(of: fields, by: fields.owner, signatures)  // 3
        used.terms[terms] = size
        datanets[size] = DatanetRecord(owner: fields.owner, policy: fields.policy)
    }

    mutating func apply(
        _ fields: EvaluationCommit, _ signatures: SignatureCheck
    ) throws(Refusal) {
        try requireOpen(fields.evaluator)  // 1
        guard datanets[fields.datanet] != nil else { throw .datanetUnknown(fields.datanet) }  // 2
        guard used.evaluationRoots[fields.root] == nil else { throw .duplicateEvaluation }  // 3
        try requireSignature(of: fields, by: fields.evaluator, signatures)  // 4
        used.evaluationRoots[fields.root] = size
        evaluations[size] = EvaluationRecord(commit: fields)
    }

    mutating func apply(
        _ fields: ContributionCommit, _ signatures: SignatureCheck
    ) throws(Refusal) {
        try requireOpen(fields.contributor)  // 1
        guard let datanet = datanets[fields.datanet] else {
            throw .datanetUnknown(fields.datanet)  // 2
        }
        let window = datanet.policy?.revealWindow ?? currentPolicy?.policy.revealWindow
        guard let window else { throw .noPolicy }  // 3
        let commitment = UsedOnce.Owned(owner: fields.contributor, value: fields.commitment)
        guard used.contributions[commitment] == nil else { throw .duplicateCommitment }  // 4
        try requireSignature(of: fields, by: fields.contributor, signatures)  // 5
        used.contributions[commitment] = size
        contributions[size] = ContributionRecord(
            commit: fields, lastRevealIndex: size + UInt64(window))
    }

    mutating func apply(
        _ fields: ContributionReveal, _ signatures: SignatureCheck
    ) throws(Refusal) {
        guard let record = contributions[fields.commitIndex],
            let datanet = datanets[record.commit.datanet]
        else { throw .commitUnknown(fields.commitIndex) }  // 1
        let commit = record.commit
        guard !record.isRevealed else { throw .alreadyRevealed }  // 2
        guard size <= record.lastRevealIndex else {
            throw .revealTooLate(lastIndex: record.lastRevealIndex)  // 3
        }
        let commitment = Commitment.contribution(
            contributor: commit.contributor, salt: fields.salt, rowsRoot: fields.rowsRoot,
            rowCount: commit.rowCount)
        guard commitment == commit.commitment else { throw .commitmentMismatch }  // 4
        let judged = UInt64(fields.acceptedCount) + UInt64(fields.duplicateCount)
        guard judged <= UInt64(commit.rowCount) else { throw .rowCounts }  // 5
        let first = datanet.rowCount
        let (end, overflow) = first.addingReportingOverflow(fields.acceptedCount)
        guard !overflow else { throw .rowNumbersExhausted }  // 6
        try requireSignature(of: fields, by: commit.contributor, signatures)  // 7
        let reveal = RevealedContribution(
            index: size, commitIndex: fields.commitIndex, commit: commit, fields: fields,
            rows: first..<end)
        contributions[fields.commitIndex]?.reveal = reveal
        datanets[commit.datanet]?.add(reveal)
    }
}
