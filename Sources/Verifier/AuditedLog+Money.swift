public import Identity
import Wire

/// What the entries of a log give one account, in nano-OPEN.
public struct AuditedBalance: Hashable, Sendable {
    /// Whose it is.
    public let account: AccountAddress
    /// Can be spent or claimed.
    public internal(set) var payable: UInt64 = 0
    /// Owed and not payable yet, by reason.
    public internal(set) var held: [HoldReason: UInt64] = [:]

    init(account: AccountAddress) { self.account = account }

    /// Everything together; wide enough for any sum.
    public var total: UInt128 { held.values.reduce(UInt128(payable)) { $0 + UInt128($1) } }
}

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
        try requireLayout(of: manifest, entry, 1)
        let fee = entry.number("fee")
        try require(fee == deploy.number("fee"), entry, 2, "the fee is not the model's")
        try checkTerms(entry, deploy, manifest, result)
        try checkLines(entry, manifest)
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
            entry.shares == (manifest.layout == 1 ? policy : manifest).shares
            && entry.address("nodeAccount") == policy.address("nodeAccount")
            && entry.address("baseModelAccount") == policy.address("baseModelAccount")
            && entry.address("makerAccount") == deploy.address("maker")
            && entry.number("datanet") == deploy.number("datanet")
            && entry.methods == manifest.methods
            && entry.indexDigests
                == manifest.methods.map { result.digest(of: .index(method: $0.number)) }
        try require(
            isAsAgreed, entry, 3,
            "shares, accounts, Datanet, methods or indices are not those of the deployed model")
    }

    private func checkLines(
        _ entry: LoggedEntry, _ manifest: LoggedEntry
    ) throws(AuditFault) {
        let trained = manifest.trainingRows
        for line in entry.attribution?.lines ?? [] {
            let subject = line.subject
            guard let rows = trained.first(where: { $0.datanet == subject.datanet }) else {
                throw .rule(
                    entry.kind, number: 4,
                    words: "the model was not trained on the Datanet \(subject.datanet)")
            }
            try require(
                subject.kind == .row, entry, 4,
                "no entry registers the evidence cluster \(subject.number)")
            let number = UInt64(subject.number)
            try require(
                number < rows.rowCount
                    && datanets[subject.datanet]?.owner(of: number) == line.account, entry, 4,
                "row \(number) is not \(line.account)'s or was not trained on")
            try require(
                manifest.layout < 3 || line.reason != .gated, entry, 4,
                "row \(number) is held as gated, but gated rows are not in the model")
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
            if let reason = line.reason {
                balances[line.account]?.held[reason, default: 0] += line.held
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
