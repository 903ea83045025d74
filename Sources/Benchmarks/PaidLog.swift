internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import TransparencyLog
internal import Wire

/// The entries of a log that sells answers: accounts, a Datanet of sixteen contributors, a model on
/// sale, a payer with money, and then as many paid answers of sixteen lines as are asked for.
struct PaidLog {
    static let linesPerAnswer = 16
    private static let rowsPerContributor: UInt32 = 6
    private static let fee = Amount(nanoOPEN: 10_000_000)
    private static let name = "demonstration.bench"
    private static let seed = [UInt8](repeating: 5, count: 32)
    private static let contributors = (0..<linesPerAnswer).map { "contributor \($0)" }

    /// The entries before the first answer.
    private(set) var opening: [EntryBody] = []
    private var state: LedgerState
    private var answers: UInt64 = 0
    private var deploy: UInt64 = 0
    private let time = LedgerClock.demonstrationStartSeconds

    /// Where a log of this key is written.
    static var key: LogKey { .given(name: name, seed: seed) }

    /// - Throws: `Refusal` or `OperationError`; neither happens unless the ledger's rules changed.
    init() throws {
        guard let signer = LogSigner(name: Self.name, seed: Self.seed) else {
            throw OperationError(.measurement, "the bench's log has a name that is not allowed")
        }
        state = LedgerState(log: signer.verifierKey)
        try openAccounts()
        let policy = try add(
            .policySet(
                signed(
                    PolicySet(
                        revision: state.nextPolicyRevision, shares: .standard,
                        nodeAccount: Self.account("node"), baseModelAccount: Self.account("base"),
                        revealWindow: 4), "operator")))
        let datanet = try openDatanet()
        deploy = try openModel(policy: policy, datanet: datanet)
        try add(
            .deposit(
                signed(
                    Deposit(
                        account: Self.account("payer"),
                        amount: Amount(nanoOPEN: 1_000_000_000_000_000),
                        source: Self.digest("deposit")), "operator")))
    }

    /// The next paid answers, signed by the payer.
    mutating func nextAnswers(_ count: Int) throws -> [EntryBody] {
        guard let model = state.model(deploy: deploy) else {
            throw OperationError(.measurement, "the bench's log has no model on sale")
        }
        let rows = try Self.attributedRows(ofDatanet: model.datanet)
        return try (0..<count).map { _ in
            answers += 1
            var number = WireWriter()
            number.put(UInt64(0))
            number.put(answers)
            guard let id = IdempotencyId(number.bytes) else {
                throw OperationError(.measurement, "an id has 16 bytes")
            }
            let question = signed(
                Question(
                    deploy: deploy, payer: Self.account("payer"), idempotencyId: id,
                    maximumFee: Self.fee,
                    requestCommitment: Commitment.request(
                        salt: Self.digest("question"), bytes: number.bytes)), "payer")
            return .answer(
                try Answer(
                    to: question, by: model,
                    answerCommitment: Commitment.answer(
                        salt: Self.digest("answer"), bytes: number.bytes),
                    grade: .assertedHidden, rows: rows))
        }
    }

    private static func attributedRows(ofDatanet datanet: UInt64) throws -> [AttributedRow] {
        try contributors.enumerated().map { position, name in
            let weight = UInt32(60_000_000 - 2_000_000 * position)
            guard let share = PartsPerBillion(weight), let lower = PartsPerBillion(weight / 2)
            else { throw OperationError(.measurement, "a weight is out of range") }
            return AttributedRow(
                EvidenceSubject(
                    datanet: datanet, number: UInt32(position) * rowsPerContributor),
                account: account(name), weight: share, lower: lower)
        }
    }
}

extension PaidLog {
    private static func key(_ name: String) -> AccountKey { .derived(seed: 5, label: name) }
    private static func account(_ name: String) -> AccountAddress { key(name).address }
    private static func digest(_ name: String) -> Digest { Digest.sha256(Array(name.utf8)) }

    private func signed<Fields: SignedFields>(_ fields: Fields, _ name: String) -> Fields {
        fields.signed(by: Self.key(name), in: state.domain)
    }

    @discardableResult
    private mutating func add(_ body: EntryBody) throws -> UInt64 {
        let index = state.size
        try state.apply(
            Entry(timestampSeconds: time + index, body: body).encoded, index: index)
        opening.append(body)
        return index
    }

    private mutating func openAccounts() throws {
        let others = ["operator", "maker", "node", "base", "evaluator", "payer"]
        for name in others + Self.contributors {
            let role: AccountRole = name == "operator" ? .operator : .participant
            try add(
                .accountOpen(signed(AccountOpen(account: Self.account(name), role: role), name)))
        }
    }

    private mutating func openDatanet() throws -> UInt64 {
        let datanet = try add(
            .datanetCreate(
                signed(
                    DatanetCreate(
                        owner: Self.account("operator"),
                        termsCommitment: Commitment.terms(
                            salt: Self.digest("terms"), document: [1]),
                        policy: DatanetPolicy(leastEvaluationItems: 100)), "operator")))
        for name in Self.contributors {
            let (root, salt) = (Self.digest("rows of \(name)"), Self.digest("salt of \(name)"))
            let commit = try add(
                .contributionCommit(
                    signed(
                        ContributionCommit(
                            contributor: Self.account(name), datanet: datanet,
                            commitment: Commitment.contribution(
                                contributor: Self.account(name), salt: salt, rowsRoot: root,
                                rowCount: Self.rowsPerContributor),
                            rowCount: Self.rowsPerContributor), name)))
            try add(
                .contributionReveal(
                    signed(
                        ContributionReveal(
                            commitIndex: commit, rowsRoot: root, salt: salt,
                            acceptedCount: Self.rowsPerContributor, duplicateCount: 0), name)))
        }
        return datanet
    }

    /// Commits to a training run, ends it and deploys its model.
    private mutating func openModel(policy: UInt64, datanet: UInt64) throws -> UInt64 {
        let evaluation = try add(
            .evaluationCommit(
                signed(
                    EvaluationCommit(
                        evaluator: Self.account("evaluator"), datanet: datanet,
                        root: Self.digest("items"), itemCount: 100), "evaluator")))
        let manifest = try add(
            .manifestCommit(
                signed(
                    ManifestCommit(
                        maker: Self.account("maker"), manifestDigest: Self.digest("manifest"),
                        datanets: [
                            TrainingData(
                                datanet: datanet, through: state.size,
                                rowCount: state.rowCount(ofDatanet: datanet) ?? 0,
                                rowsRoot: Self.digest("training rows"))
                        ], evaluation: evaluation, policy: policy, shares: .standard,
                        methods: [MethodVersion(method: 1, version: 1)], accessTier: .public,
                        beaconRule: .none, beaconKey: .zero, beaconCommitment: .zero), "maker")))
        let result = try add(
            .trainingResult(
                signed(
                    TrainingResult(
                        manifest: manifest, transcriptRoot: Self.digest("transcript"),
                        parts: [
                            ModelPart(part: ModelPart.adapter, digest: Self.digest("adapter")),
                            ModelPart(part: ModelPart.head, digest: Self.digest("head")),
                            ModelPart(part: ModelPart.gate, digest: Self.digest("gate")),
                            ModelPart(
                                part: ModelPart.index(of: 1), digest: Self.digest("index")),
                        ],
                        metrics: [
                            ModelMetric(metric: ModelMetric.accuracy, value: 60, count: 100)
                        ]), "maker")))
        return try add(
            .deploy(
                signed(
                    Deploy(
                        result: result, policy: policy, revision: 0, fee: Self.fee,
                        datanet: datanet, maker: Self.account("maker")), "maker")))
    }
}
