package import Identity
package import TransparencyLog
import Wire

/// Everything that follows from a log's entries: a pure fold, without storage, clock or network.
///
/// A refused entry leaves the state as it was. After every entry all deposits equal all balances,
/// pools and what was burned; if not, the program stops.
package struct LedgerState: Sendable {
    /// What every signature in the log is bound to.
    package let domain: SigningDomain
    /// The number of entries applied.
    package private(set) var size: UInt64 = 0
    /// The timestamp of the last entry; 0 before the first.
    package private(set) var lastTimestampSeconds: UInt64 = 0
    /// What everyone has.
    package internal(set) var balances = Balances()

    var operatorAccount: AccountAddress?
    var accounts: [AccountAddress: UInt64] = [:]
    var policies: [UInt64: PolicySet] = [:]
    var latestPolicy: UInt64?
    var datanets: [UInt64: DatanetRecord] = [:]
    var evaluations: [UInt64: EvaluationRecord] = [:]
    var contributions: [UInt64: ContributionRecord] = [:]
    var manifests: [UInt64: TrainingRunRecord] = [:]
    var makers: [AccountAddress: TrainingRunCounts] = [:]
    var names: [Digest: NameRecord] = [:]
    var results: [UInt64: ResultRecord] = [:]
    var models: [UInt64: ModelOnSale] = [:]
    var answerCount: UInt64 = 0
    var used = UsedOnce()

    /// The state of an empty log under a key.
    package init(log: VerifierKey) {
        domain = SigningDomain.log(log)
    }

    /// Whether signatures are checked again.
    package enum SignatureCheck: Sendable {
        /// Each is recovered and compared.
        case verified
        /// The entries lie under a checkpoint whose signature was checked, and signatures were
        /// checked before it was made.
        case coveredByCheckpoint
    }

    /// Applies the next entry.
    ///
    /// - Parameters:
    ///   - bytes: the entry as it will stand in the log.
    ///   - index: its index, which must be ``size``.
    ///   - signatures: whether signatures are checked again.
    /// - Returns: the decoded entry and the money it moved.
    /// - Throws: ``Refusal``; the state is then unchanged.
    @discardableResult
    package mutating func apply(
        _ bytes: [UInt8], index: UInt64, signatures: SignatureCheck = .verified
    ) throws(Refusal) -> (entry: Entry, postings: [Posting]) {
        let entry: Entry
        do { entry = try Entry(decoding: bytes) } catch { throw .malformed(error) }
        guard index == size else { throw .wrongIndex(expected: size) }
        guard entry.timestampSeconds >= lastTimestampSeconds else {
            throw .timestampBackwards(lastSeconds: lastTimestampSeconds)
        }
        let fields = entry.body.entryFields
        if size == 0, type(of: fields).type != .accountOpen { throw .operatorFirst }
        let postings = try fields.apply(to: &self, signatures)
        for posting in postings { balances.post(posting) }
        precondition(balances.isConserved, "An entry created or destroyed money.")
        size += 1
        lastTimestampSeconds = entry.timestampSeconds
        return (entry, postings)
    }

    /// Applies an entry that was built and not yet encoded; what is applied are its bytes.
    ///
    /// - Throws: ``Refusal``.
    @discardableResult
    package mutating func apply(
        _ entry: Entry, index: UInt64, signatures: SignatureCheck = .verified
    ) throws(Refusal) -> [Posting] {
        try apply(entry.encoded, index: index, signatures: signatures).postings
    }

    func requireSignature(
        of fields: some SignedFields, by signer: AccountAddress?, _ check: SignatureCheck
    ) throws(Refusal) {
        guard let signer else { throw .signature }
        if case .coveredByCheckpoint = check { return }
        guard fields.isSigned(by: signer, in: domain) else { throw .signature }
    }

    func requireOpen(_ account: AccountAddress) throws(Refusal) {
        guard accounts[account] != nil else { throw .accountNotOpen(account) }
    }
}

extension SigningDomain {
    /// The domain of a log's signatures: its salt is SHA-256 of the verifier key's text, so that a
    /// log of the same name under another key cannot replay them.
    package static func log(_ key: VerifierKey) -> SigningDomain {
        SigningDomain(chainId: 1, salt: Digest.sha256(Array(key.description.utf8)))
    }
}
