import Economy
import Identity
import Ledger
import Money
import TransparencyLog
import Wire

/// A log in memory with a model on sale, whose keys all come from names.
struct SmallLog {
    static let start: UInt64 = 1_767_225_600
    static let fee = Amount(nanoOPEN: 10_000_000)

    let signer: LogSigner
    private(set) var state: LedgerState
    private(set) var entries: [Entry] = []
    private var tree = MerkleTree()
    private(set) var deploy: UInt64 = 0

    static func key(_ name: String) -> AccountKey { AccountKey.derived(seed: 1, label: name) }
    static func account(_ name: String) -> AccountAddress { key(name).address }
    static func digest(_ name: String) -> Digest { Digest.sha256(Array(name.utf8)) }

    /// A log up to a model on sale; alice owns rows 0 to 9 of the Datanet, bob 10 to 15.
    init() throws {
        guard
            let signer = LogSigner(
                name: "demonstration.api-tests", seed: [UInt8](repeating: 7, count: 32))
        else { throw WireError.invalid("The name and the seed are allowed.") }
        self.signer = signer
        state = LedgerState(log: signer.verifierKey)
        try open("operator", .operator)
        for name in ["maker", "node", "base", "evaluator", "payer", "alice", "bob"] {
            try open(name)
        }
        try sell()
        try deposit(Amount(nanoOPEN: 1_000_000_000), to: Self.account("payer"), source: "first")
    }

    private mutating func sell() throws {
        let policy = try add(.policySet(policyFields()))
        let datanet = try add(
            .datanetCreate(
                signed(
                    DatanetCreate(
                        owner: Self.account("operator"),
                        termsCommitment: Commitment.terms(salt: Self.digest("t"), document: [1])),
                    "operator")))
        let evaluation = try add(
            .evaluationCommit(
                signed(
                    EvaluationCommit(
                        evaluator: Self.account("evaluator"), datanet: datanet,
                        root: Self.digest("items"), itemCount: 100), "evaluator")))
        try contribute("alice", 10, to: datanet)
        try contribute("bob", 6, to: datanet)
        let manifest = try add(
            .manifestCommit(manifest(of: datanet, evaluation: evaluation, policy: policy)))
        let result = try add(.trainingResult(result(of: manifest)))
        deploy = try add(
            .deploy(
                signed(
                    Deploy(
                        result: result, policy: policy, revision: 0, fee: Self.fee,
                        datanet: datanet, maker: Self.account("maker")), "maker")))
    }

    private func signed<Fields: SignedFields>(_ fields: Fields, _ name: String) -> Fields {
        fields.signed(by: Self.key(name), in: state.domain)
    }

    /// Adds the next entry, one second later.
    @discardableResult
    mutating func add(_ body: EntryBody) throws -> UInt64 {
        let index = state.size
        let entry = Entry(timestampSeconds: Self.start + index, body: body)
        try state.apply(entry, index: index)
        entries.append(entry)
        _ = tree.append(MerkleTree.leafHash(entry.encoded))
        return index
    }

    mutating func open(_ name: String, _ role: AccountRole = .participant) throws {
        try add(.accountOpen(signed(AccountOpen(account: Self.account(name), role: role), name)))
    }

    @discardableResult
    mutating func deposit(
        _ amount: Amount, to account: AccountAddress, source: String
    ) throws -> UInt64 {
        try add(
            .deposit(
                signed(
                    Deposit(account: account, amount: amount, source: Self.digest(source)),
                    "operator")))
    }

    mutating func contribute(_ name: String, _ rows: UInt32, to datanet: UInt64) throws {
        let root = Self.digest("rows of \(name)")
        let commit = try add(
            .contributionCommit(
                signed(
                    ContributionCommit(
                        contributor: Self.account(name), datanet: datanet,
                        commitment: Commitment.contribution(
                            contributor: Self.account(name), salt: Self.digest("salt"),
                            rowsRoot: root, rowCount: rows), rowCount: rows), name)))
        try add(
            .contributionReveal(
                signed(
                    ContributionReveal(
                        commitIndex: commit, rowsRoot: root, salt: Self.digest("salt"),
                        acceptedCount: rows, duplicateCount: 0), name)))
    }

    private func policyFields() -> PolicySet {
        signed(
            PolicySet(
                revision: 0, shares: .standard, nodeAccount: Self.account("node"),
                baseModelAccount: Self.account("base"), revealWindow: 4), "operator")
    }

    private func manifest(
        of datanet: UInt64, evaluation: UInt64, policy: UInt64
    ) throws -> ManifestCommit {
        let zeros = [UInt8](repeating: 0, count: 32)
        guard let nobody = AccountAddress(zeros.prefix(20)), let nothing = Digest(zeros) else {
            throw WireError.invalid("Zeros are an address and a digest.")
        }
        return signed(
            ManifestCommit(
                maker: Self.account("maker"), manifestDigest: Self.digest("manifest"),
                datanet: datanet, datanetThrough: state.size, rowCount: 16,
                rowsRoot: Self.digest("training rows"), evaluation: evaluation, policy: policy,
                methodId: 1, methodVersion: 1, accessTier: .public, beaconRule: .none,
                beaconKey: nobody, beaconCommitment: nothing), "maker")
    }

    private func result(of manifest: UInt64) -> TrainingResult {
        signed(
            TrainingResult(
                manifest: manifest, adapterDigest: Self.digest("adapter"),
                headDigest: Self.digest("head"), transcriptRoot: Self.digest("transcript"),
                indexDigest: Self.digest("index"), gateDigest: Self.digest("gate"),
                evaluationCorrect: 60, evaluationTotal: 100), "maker")
    }
}

// MARK: - Answers and proofs

extension SmallLog {
    /// Pays for an answer that three rows shaped; the payer's key comes from a name.
    mutating func answer(payer: String) throws -> UInt64 {
        guard let model = state.model(deploy: deploy) else { throw Refusal.deployUnknown(deploy) }
        let number = state.size
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * ($0 % 8))) }
        guard let id = IdempotencyId(bytes) else { throw WireError.invalid("16 bytes are an id.") }
        let question = signed(
            Question(
                deploy: deploy, payer: Self.account(payer), idempotencyId: id,
                maximumFee: Self.fee,
                requestCommitment: Commitment.request(salt: Self.digest("q"), bytes: bytes)),
            payer)
        return try add(
            .answer(
                Answer(
                    to: question, by: model,
                    answerCommitment: Commitment.answer(salt: Self.digest("a"), bytes: bytes),
                    grade: .assertedHidden,
                    rows: [
                        row(0, "alice", 400_000_000, 300_000_000),
                        row(11, "bob", 200_000_000, 200_000_000),
                        row(12, "bob", 100_000_000, 50_000_000, .gated),
                    ])))
    }

    private func row(
        _ number: UInt32, _ name: String, _ weight: UInt32, _ lower: UInt32,
        _ hold: HoldReason? = nil
    ) throws -> AttributedRow {
        guard let weight = PartsPerBillion(weight), let lower = PartsPerBillion(lower) else {
            throw AnswerFlaw.weightOutOfRange
        }
        return AttributedRow(
            EvidenceSubject(
                datanet: state.model(deploy: deploy)?.datanet ?? 0, number: number),
            account: Self.account(name), weight: weight, lower: lower, hold: hold)
    }

    var root: Digest { tree.root() }

    func checkpoint() throws -> SignedNote {
        guard
            let checkpoint = Checkpoint(origin: signer.origin, size: state.size, root: root)
        else { throw WireError.invalid("The origin is allowed.") }
        return try signer.sign(checkpoint)
    }

    func receipt(at index: UInt64) throws -> Receipt? {
        guard index < state.size else { return nil }
        return try Receipt(
            entry: entries[Int(index)], index: index,
            path: tree.inclusionProof(index: index), checkpoint: checkpoint())
    }

    func tile(_ path: String) throws -> [UInt8]? {
        guard path != "checkpoint" else { return try checkpoint().bytes }
        guard let tile = Tile(path: path), Tile.published(to: state.size).contains(tile) else {
            return nil
        }
        let first = Int(tile.index) * Tile.fullWidth
        return switch tile.content {
        case .hashes: tree.bytes(of: tile)
        case .entries: Tile.bundle(entries[first..<first + tile.width].map(\.encoded))
        }
    }
}
