import Identity
package import TransparencyLog
import Wire

/// The state that the entries of a log add up to, by rules of its own: an independent reading of
/// docs/formats/ledger-entry.md, so that a fault in the ledger's code shows as a difference.
///
/// The numbers in the checks are those of the page's rules.
package struct AuditedLog {
    let domain: SigningDomain
    /// Entries that later ones point at, by index.
    var entries: [UInt64: LoggedEntry] = [:]
    var lastTimestamp: UInt64 = 0
    /// The account of entry 0.
    var operatorAccount: AccountAddress?

    var balances: [AccountAddress: AuditedBalance] = [:]
    var pools: [UInt64: UInt64] = [:]
    var burned: UInt64 = 0
    var deposited: UInt64 = 0

    var policyCount: UInt64 = 0
    var revealWindow: UInt64 = 0
    var datanets: [UInt64: AuditedDatanet] = [:]
    /// The reveal window of each commit that has not been revealed.
    var openCommits: [UInt64: UInt64] = [:]
    var training = AuditedTraining()
    /// What may appear once only, each under the name of its rule.
    private var once: [String: Set<[UInt8]>] = [:]
    /// How many entries of each kind were accepted.
    package private(set) var counts: [EntryKind: UInt64] = [:]

    /// The state before entry 0.
    package init(log key: VerifierKey) { domain = SigningDomain(log: key) }

    /// Checks the entry at an index against everything before it, and applies it.
    ///
    /// Each kind's function makes all its checks before it changes anything: copying the state
    /// to be able to go back would make the audit quadratic.
    ///
    /// - Throws: ``AuditFault``; the state is then as before.
    package mutating func apply(_ bytes: [UInt8], at index: UInt64) throws(AuditFault) {
        let entry = try Self.read(bytes)
        guard entry.timestampSeconds >= lastTimestamp else {
            throw .general(number: 2, words: "the timestamp is before that of the entry before")
        }
        let isOperator = entry.kind == .accountOpen && entry.number("role") == 1
        guard isOperator == (index == 0) else {
            throw .general(number: 3, words: "entry 0, and no other, opens the operator's account")
        }
        try entry.kind.rules.audit(&self, entry, index)
        lastTimestamp = entry.timestampSeconds
        counts[entry.kind, default: 0] += 1
    }

    private static func read(_ bytes: [UInt8]) throws(AuditFault) -> LoggedEntry {
        let entry: LoggedEntry
        do {
            entry = try LoggedEntry(decoding: bytes)
        } catch {
            throw .form(error)
        }
        guard let rules = AnswerRules(entry) else { return entry }
        do {
            try rules.checkWeights()
            try rules.checkPrice()
            try rules.checkFeeSplit()
            try rules.checkAmounts()
            try rules.checkPaidAndHeld()
        } catch {
            throw .arithmetic(error)
        }
        return entry
    }
}

// MARK: - What the rules are made of

extension AuditedLog {
    func require(
        _ condition: Bool, _ entry: LoggedEntry, _ number: Int, _ words: String
    ) throws(AuditFault) {
        guard condition else { throw .rule(entry.kind, number: number, words: words) }
    }

    /// The entry of a kind at an index; the rule is broken when there is another or none.
    func target(
        _ index: UInt64, _ kind: EntryKind, of entry: LoggedEntry, _ number: Int
    ) throws(AuditFault) -> LoggedEntry {
        guard let target = entries[index], target.kind == kind else {
            throw .rule(entry.kind, number: number, words: "entry \(index) is no \(kind.name)")
        }
        return target
    }

    /// A result and its answers have the layout of their manifest, at most 2.
    func requireLayout(
        of manifest: LoggedEntry, _ entry: LoggedEntry, _ number: Int
    ) throws(AuditFault) {
        try require(
            entry.layout == min(2, manifest.layout), entry, number,
            "the entry has layout \(entry.layout), its manifest layout \(manifest.layout)")
    }

    func requireSignature(
        _ entry: LoggedEntry, by account: AccountAddress?, _ number: Int
    ) throws(AuditFault) {
        let signer = try? entry.signer(in: domain)
        try require(
            signer != nil && signer == account, entry, number,
            "the signature is not of the account that has to sign")
    }

    func requireOpen(
        _ account: AccountAddress, _ entry: LoggedEntry, _ number: Int
    ) throws(AuditFault) {
        try require(balances[account] != nil, entry, number, "\(account) is not open")
    }

    func hasSeen(_ parts: [UInt8]..., in name: String) -> Bool {
        once[name]?.contains(Array(parts.joined())) ?? false
    }

    mutating func remember(_ parts: [UInt8]..., in name: String) {
        once[name, default: []].insert(Array(parts.joined()))
    }
}
