import Identity
import Wire

extension AuditedLog {
    /// The sum of all balances, pools and what was burned; equal to all deposits in a sound log.
    var holdings: UInt128 {
        balances.values.reduce(0) { $0 + $1.total } + pools.values.reduce(0) { $0 + UInt128($1) }
            + UInt128(burned)
    }

    mutating func deposit(_ entry: LoggedEntry) throws(AuditFault) {
        let account = entry.address("account")
        let source = entry.digest("source").bytes
        try requireOpen(account, entry, 1)
        try require(!hasSeen(source, in: "sources"), entry, 2, "the source was used before")
        let amount = entry.number("amount")
        let (sum, isTooLarge) = deposited.addingReportingOverflow(amount)
        try require(!isTooLarge, entry, 3, "all deposits together reach 2^64 nano-OPEN")
        try requireSignature(entry, by: operatorAccount, 4)
        remember(source, in: "sources")
        deposited = sum
        balances[account]?.payable += amount
    }

    mutating func payAnswer(_ entry: LoggedEntry) throws(AuditFault) {
        let deploy = try target(entry.number("deploy"), .deploy, of: entry, 1)
        let result = try target(deploy.number("result"), .trainingResult, of: entry, 1)
        let manifest = try target(result.number("manifest"), .manifestCommit, of: entry, 1)
        let fee = entry.number("fee")
        try require(fee == deploy.number("fee"), entry, 2, "the fee is not the model's")
        try checkTerms(entry, deploy, manifest, result)
        try checkOwners(entry, manifest)
        try require(
            entry.number("grade") > 1 || training.opened.contains(manifest.number("evaluation")),
            entry, 5, "the evidence is graded as repeatable before the evaluation is opened")
        let payer = entry.address("payer")
        try requireOpen(payer, entry, 6)
        try require(
            !hasSeen(payer.bytes, entry.id("idempotencyId"), in: "answers"), entry, 7,
            "the payer used this id before: the entry is a replay")
        try requireSignature(entry, by: payer, 8)
        try require(
            balances[payer].map { $0.payable >= fee } ?? false, entry, 9,
            "the payer's balance does not cover the fee")
        remember(payer.bytes, entry.id("idempotencyId"), in: "answers")
        balances[payer]?.payable -= fee
        credit(entry)
    }

    private func checkTerms(
        _ entry: LoggedEntry, _ deploy: LoggedEntry, _ manifest: LoggedEntry, _ result: LoggedEntry
    ) throws(AuditFault) {
        let policy = try target(deploy.number("policy"), .policySet, of: entry, 3)
        let isAsAgreed =
            FeeShareNames.inOrder.allSatisfy { entry.number($0) == policy.number($0) }
            && entry.address("nodeAccount") == policy.address("nodeAccount")
            && entry.address("baseModelAccount") == policy.address("baseModelAccount")
            && entry.address("makerAccount") == deploy.address("maker")
            && entry.number("datanet") == deploy.number("datanet")
            && entry.number("methodId") == manifest.number("methodId")
            && entry.number("methodVersion") == manifest.number("methodVersion")
            && entry.digest("indexDigest") == result.digest("indexDigest")
        try require(
            isAsAgreed, entry, 3,
            "shares, accounts, Datanet, method or index are not those of the deployed model")
    }

    private func checkOwners(
        _ entry: LoggedEntry, _ manifest: LoggedEntry
    ) throws(AuditFault) {
        let datanet = datanets[manifest.number("datanet")]
        for line in entry.attribution?.lines ?? [] {
            let row = UInt64(line.row)
            try require(
                row < manifest.number("rowCount") && datanet?.owner(of: row) == line.account,
                entry, 4, "row \(row) is not \(line.account)'s or was not trained on")
        }
    }

    /// Hands the fee out.
    ///
    /// That nothing is lost or made follows from the answer's own rules, which were checked; the
    /// sums at the end of the audit say it again.
    private mutating func credit(_ entry: LoggedEntry) {
        guard let attribution = entry.attribution, let rules = AnswerRules(entry) else { return }
        for line in attribution.lines {
            balances[line.account]?.payable += line.paid
            switch line.reason {
            case .none, .uncertain: balances[line.account]?.heldUncertain += line.held
            case .gated: balances[line.account]?.heldGated += line.held
            case .fewRows: balances[line.account]?.heldFewRows += line.held
            }
        }
        pools[entry.number("datanet"), default: 0] += attribution.unattributedAmount
        let parts = rules.feeParts
        balances[entry.address("makerAccount")]?.payable += parts[1]
        balances[entry.address("nodeAccount")]?.payable += parts[2]
        balances[entry.address("baseModelAccount")]?.payable += parts[3]
        burned += parts[4]
    }
}
