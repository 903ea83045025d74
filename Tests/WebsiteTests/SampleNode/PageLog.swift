import Economy
import Identity
import Ledger
import Money
import TransparencyLog
import Wire

/// A log in memory with a model on sale, whose keys all come from names.
struct PageLog {
    static let start: UInt64 = 1_767_225_600
    static let fee = Amount(nanoOPEN: 10_000_000)

    static let contributors = (0..<10).map { "contributor \($0)" }
    static let rowsEach: UInt32 = 8

    let signer: LogSigner
    /// The layout of the entries that have more than one.
    let layout: UInt8
    private(set) var state: LedgerState
    private(set) var entries: [Entry] = []
    private var tree = MerkleTree()
    private(set) var deploy: UInt64 = 0
    /// Where "node" owns rows that the model was trained on too; nil in layout 1.
    private(set) var secondDatanet: UInt64?

    static func key(_ name: String) -> AccountKey { AccountKey.derived(seed: 1, label: name) }
    static func account(_ name: String) -> AccountAddress { key(name).address }
    static func digest(_ name: String) -> Digest { Digest.sha256(Array(name.utf8)) }

    /// A log up to a model on sale; ten contributors own eight rows each.
    init(layout: UInt8 = 1) throws {
        guard
            let signer = LogSigner(
                name: "demonstration.website-tests", seed: [UInt8](repeating: 7, count: 32))
        else { throw WireError.invalid("The name and the seed are allowed.") }
        self.signer = signer
        self.layout = layout
        state = LedgerState(log: signer.verifierKey)
        try open("operator", .operator)
        for name in ["maker", "node", "base", "evaluator", "payer"] + Self.contributors {
            try open(name)
        }
        try sell()
        try deposit(Amount(nanoOPEN: 1_000_000_000), to: Self.account("payer"), source: "first")
    }

    private mutating func sell() throws {
        let policy = try add(.policySet(policyFields()))
        let datanet = try foundDatanet("t")
        let evaluation = try add(
            .evaluationCommit(
                signed(
                    EvaluationCommit(
                        evaluator: Self.account("evaluator"), datanet: datanet,
                        root: Self.digest("items"), itemCount: 100), "evaluator")))
        for name in Self.contributors { try contribute(name, Self.rowsEach, to: datanet) }
        if layout > 1 {
            let second = try foundDatanet("second")
            try contribute("node", Self.rowsEach, to: second)
            secondDatanet = second
        }
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

    private mutating func foundDatanet(_ terms: String) throws -> UInt64 {
        try add(
            .datanetCreate(
                signed(
                    DatanetCreate(
                        owner: Self.account("operator"),
                        termsCommitment: Commitment.terms(
                            salt: Self.digest(terms), document: [1]),
                        policy: layout == 1 ? nil : DatanetPolicy(revealWindow: 4)),
                    "operator")))
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
    ) -> ManifestCommit {
        let methods = [MethodVersion(method: 1, version: 1), MethodVersion(method: 2, version: 3)]
        return signed(
            ManifestCommit(
                maker: Self.account("maker"), manifestDigest: Self.digest("manifest"),
                datanets: ([datanet] + (secondDatanet.map { [$0] } ?? [])).map { datanet in
                    TrainingData(
                        datanet: datanet, through: state.size,
                        rowCount: state.rowCount(ofDatanet: datanet, below: state.size) ?? 0,
                        rowsRoot: Self.digest("training rows"))
                }, evaluation: evaluation, policy: policy, shares: layout == 1 ? nil : .standard,
                methods: Array(methods.prefix(layout == 1 ? 1 : 2)), accessTier: .public,
                beaconRule: .none, beaconKey: .zero, beaconCommitment: .zero), "maker")
    }

    private func result(of manifest: UInt64) -> TrainingResult {
        signed(
            layout == 1
                ? TrainingResult(
                    manifest: manifest, adapterDigest: Self.digest("adapter"),
                    headDigest: Self.digest("head"), transcriptRoot: Self.digest("transcript"),
                    indexDigest: Self.digest("index"), gateDigest: Self.digest("gate"),
                    evaluationCorrect: 60, evaluationTotal: 100)
                : TrainingResult(
                    manifest: manifest, transcriptRoot: Self.digest("transcript"),
                    parts: [
                        ModelPart(part: ModelPart.gate, digest: Self.digest("gate")),
                        ModelPart(part: 900, digest: Self.digest("words")),
                        ModelPart(part: ModelPart.index(of: 1), digest: Self.digest("index")),
                        ModelPart(part: ModelPart.index(of: 2), digest: Self.digest("spans")),
                    ],
                    metrics: [
                        ModelMetric(metric: ModelMetric.accuracy, value: 60, count: 100),
                        ModelMetric(metric: 7, value: 12, count: 100),
                    ]), "maker")
    }
}

// MARK: - Answers and proofs

extension PageLog {
    /// One row's share: number, weight, lower bound and, where all of it is held, why.
    struct Share {
        var row: UInt32
        var weight: UInt32
        var lower: UInt32
        var hold: HoldReason?
        /// Whether the row is the second Datanet's.
        var isSecond = false
        var evidence = EvidenceKinds.influence
    }

    /// Three rows, one of them gated, and a rest.
    static let ordinary = [
        Share(row: 0, weight: 400_000_001, lower: 300_000_000),
        Share(row: 11, weight: 200_000_000, lower: 200_000_000),
        Share(row: 20, weight: 100_000_000, lower: 50_000_000, hold: .gated),
    ]

    /// Rows of two Datanets, found in two ways.
    static let mixed =
        ordinary + [
            Share(
                row: 0, weight: 90_000_000, lower: 30_000_000, isSecond: true,
                evidence: [.influence, .verbatim])
        ]

    /// As many rows as an answer may have, every kind of settlement among them.
    static let widest = (0..<64).map { number -> Share in
        let weight = UInt32(19_000_007 - 130_003 * number)
        return Share(
            row: UInt32(number), weight: weight, lower: weight / 10 * UInt32(number % 11),
            hold: number % 7 == 3 ? .fewRows : number % 5 == 2 ? .gated : nil)
    }

    /// Pays for an answer that some rows shaped.
    mutating func answer(payer: String, _ shares: [Share] = ordinary) throws -> UInt64 {
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
                    grade: .assertedHidden, rows: try shares.map(row))))
    }

    private func row(_ share: Share) throws -> AttributedRow {
        guard let weight = PartsPerBillion(share.weight), let lower = PartsPerBillion(share.lower)
        else { throw AnswerFlaw.weightOutOfRange }
        let home = state.model(deploy: deploy)?.datanet ?? 0
        let owner = share.isSecond ? "node" : Self.contributors[Int(share.row / Self.rowsEach)]
        return AttributedRow(
            EvidenceSubject(
                datanet: share.isSecond ? secondDatanet ?? 0 : home, number: share.row),
            evidence: share.evidence, account: Self.account(owner), weight: weight, lower: lower,
            hold: share.hold)
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
