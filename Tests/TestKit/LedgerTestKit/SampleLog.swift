package import Economy
package import Identity
package import Ledger
package import Money
package import TransparencyLog
package import Wire

/// A small log with everything in it once, whose keys all come from names.
package struct SampleLog {
    package static let logKey: VerifierKey = {
        guard
            let signer = LogSigner(
                name: "demonstration.ledger-tests", seed: [UInt8](repeating: 7, count: 32))
        else { preconditionFailure("The name and seed are allowed.") }
        return signer.verifierKey
    }()
    package static let start: UInt64 = 1_767_225_600
    package static let fee = Amount(nanoOPEN: 10_000_000)

    package var state = LedgerState(log: logKey)
    package var bytes: [[UInt8]] = []
    package var policy: UInt64 = 0
    package var datanet: UInt64 = 0
    package var evaluation: UInt64 = 0
    package var manifest: UInt64 = 0
    package var result: UInt64 = 0
    package var deploy: UInt64 = 0
    /// The layout of the entries that have more than one.
    package var layout: UInt8 = 1

    /// An empty log.
    package init() {}

    package static func key(_ name: String) -> AccountKey {
        AccountKey.derived(seed: 1, label: name)
    }
    package static func account(_ name: String) -> AccountAddress { key(name).address }
    package static func digest(_ name: String) -> Digest { Digest.sha256(Array(name.utf8)) }

    /// Signs for this log.
    package func signed<Fields: SignedFields>(_ fields: Fields, _ name: String) -> Fields {
        fields.signed(by: Self.key(name), in: state.domain)
    }

    /// Adds the next entry, one second later.
    @discardableResult
    package mutating func add(_ body: EntryBody) throws(Refusal) -> UInt64 {
        let index = state.size
        let entry = Entry(timestampSeconds: Self.start + index, body: body)
        try state.apply(entry, index: index)
        bytes.append(entry.encoded)
        return index
    }

    package mutating func open(_ name: String, _ role: AccountRole = .participant) throws(Refusal) {
        try add(
            .accountOpen(signed(AccountOpen(account: Self.account(name), role: role), name)))
    }

    package func policyFields() -> PolicySet {
        signed(
            PolicySet(
                revision: state.nextPolicyRevision, shares: .standard,
                nodeAccount: Self.account("node"), baseModelAccount: Self.account("base"),
                revealWindow: 4), "operator")
    }

    package func commitFields(_ name: String, rows: UInt32, salt: String = "salt")
        -> ContributionCommit
    {
        signed(
            ContributionCommit(
                contributor: Self.account(name), datanet: datanet,
                commitment: Commitment.contribution(
                    contributor: Self.account(name), salt: Self.digest(salt),
                    rowsRoot: Self.digest("rows of \(name)"), rowCount: rows), rowCount: rows),
            name)
    }

    package func revealFields(
        _ name: String, of commit: UInt64, accepted: UInt32, duplicates: UInt32 = 0
    ) -> ContributionReveal {
        signed(
            ContributionReveal(
                commitIndex: commit, rowsRoot: Self.digest("rows of \(name)"),
                salt: Self.digest("salt"), acceptedCount: accepted, duplicateCount: duplicates),
            name)
    }

    package mutating func contribute(_ name: String, rows: UInt32, duplicates: UInt32 = 0)
        throws(Refusal)
    {
        let commit = try add(.contributionCommit(commitFields(name, rows: rows + duplicates)))
        try add(
            .contributionReveal(
                revealFields(name, of: commit, accepted: rows, duplicates: duplicates)))
    }

    package func manifestFields(
        _ name: String = "manifest", beacon: Bool = true, verdict: Verdict = .gates
    ) -> ManifestCommit {
        let key = Self.account("beacon")
        let commitment = Commitment.beacon(key: key, secret: Self.digest("secret"))
        return signed(
            ManifestCommit(
                maker: Self.account("maker"), manifestDigest: Self.digest(name),
                sale: layout < 3
                    ? nil : SaleTerms(name: Commitment.modelName("model"), verdict: verdict),
                datanets: [trainingData(datanet)], evaluation: evaluation, policy: policy,
                shares: layout == 1 ? nil : .standard,
                methods: [MethodVersion(method: 1, version: 1)], accessTier: .public,
                beaconRule: beacon ? .secondKey : .none, beaconKey: beacon ? key : .zero,
                beaconCommitment: beacon ? commitment : .zero), "maker")
    }

    /// What Datanets are founded with.
    package var datanetPolicy: DatanetPolicy? {
        switch layout {
        case 1: nil
        case 2: DatanetPolicy(revealWindow: 4, leastEvaluationItems: 1)
        default:
            DatanetPolicy(
                revealWindow: 4, evaluator: Self.account("evaluator"), leastEvaluationItems: 100)
        }
    }

    /// A training run over some Datanets, ended and on sale; later answers are its.
    package mutating func sell(_ name: String, trainedOn datanets: [UInt64]) throws(Refusal) {
        let fields = manifestFields(name, beacon: false)
        manifest = try add(
            .manifestCommit(
                signed(
                    ManifestCommit(
                        maker: fields.maker, manifestDigest: fields.manifestDigest,
                        sale: fields.sale, datanets: datanets.map(trainingData),
                        evaluation: fields.evaluation,
                        policy: fields.policy, shares: fields.shares, methods: fields.methods,
                        accessTier: fields.accessTier, beaconRule: fields.beaconRule,
                        beaconKey: fields.beaconKey, beaconCommitment: fields.beaconCommitment),
                    "maker")))
        result = try add(.trainingResult(resultFields(manifest)))
        deploy = try add(.deploy(deployFields(result)))
    }

    /// All rows that a Datanet has now.
    package func trainingData(_ datanet: UInt64) -> TrainingData {
        TrainingData(
            datanet: datanet, through: state.size,
            rowCount: state.rowCount(ofDatanet: datanet, below: state.size) ?? 0,
            rowsRoot: Self.digest("training rows"))
    }

    package func resultFields(
        _ manifest: UInt64, learned: UInt64 = 19, judged: UInt32 = 100
    ) -> TrainingResult {
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
                        ModelPart(part: ModelPart.adapter, digest: Self.digest("adapter")),
                        ModelPart(part: ModelPart.gate, digest: Self.digest("gate")),
                        ModelPart(part: ModelPart.index(of: 1), digest: Self.digest("index")),
                    ],
                    metrics: [
                        ModelMetric(
                            metric: ModelMetric.accuracy, value: UInt64(min(60, judged)),
                            count: judged)
                    ]
                        + (layout < 3
                            ? []
                            : [
                                ModelMetric(
                                    metric: ModelMetric.learnedRows, value: learned, count: 19)
                            ])), "maker")
    }

    package func deployFields(_ result: UInt64, revision: UInt32 = 0) -> Deploy {
        signed(
            Deploy(
                result: result, policy: policy, revision: revision, fee: Self.fee,
                datanet: datanet, maker: Self.account("maker")), "maker")
    }

    package func depositFields(_ name: String, _ amount: UInt64, source: String) -> Deposit {
        signed(
            Deposit(
                account: Self.account(name), amount: Amount(nanoOPEN: amount),
                source: Self.digest(source)), "operator")
    }

    package func question(
        _ number: UInt8, payer: String = "payer", opening: AnswerOpening? = nil
    ) throws -> Question {
        guard let id = IdempotencyId([UInt8](repeating: number, count: 16)) else {
            throw WireError.invalid("16 bytes make an id")
        }
        return signed(
            Question(
                deploy: deploy, payer: Self.account(payer), idempotencyId: id,
                maximumFee: Self.fee,
                requestCommitment: opening?.requestCommitment
                    ?? Commitment.request(salt: Self.digest("q"), bytes: [number])),
            payer)
    }

    package func row(
        _ number: UInt32, _ name: String, _ weight: UInt32, _ lower: UInt32,
        _ hold: HoldReason? = nil
    ) throws -> AttributedRow {
        guard let weight = PartsPerBillion(weight), let lower = PartsPerBillion(lower) else {
            throw AnswerFlaw.weightOutOfRange
        }
        return AttributedRow(
            EvidenceSubject(datanet: datanet, number: number), account: Self.account(name),
            weight: weight, lower: lower, hold: hold)
    }

    package func answer(
        _ number: UInt8, payer: String = "payer", grade: EvidenceGrade = .assertedHidden,
        rows: [AttributedRow]? = nil, opening: AnswerOpening? = nil
    ) throws -> Answer {
        guard let model = state.model(deploy: deploy) else { throw Refusal.deployUnknown(deploy) }
        let usual = try [
            row(0, "alice", 400_000_000, 300_000_000), row(11, "bob", 200_000_000, 200_000_000),
            row(12, "bob", 100_000_000, 50_000_000, layout < 3 ? .gated : .fewRows),
            row(16, "carol", 50_000_000, 40_000_000, .fewRows),
        ]
        return try Answer(
            to: question(number, payer: payer, opening: opening), by: model,
            answerCommitment: opening?.answerCommitment
                ?? Commitment.answer(salt: Self.digest("a"), bytes: [number]),
            grade: grade, rows: rows ?? usual)
    }

    /// A log up to a model on sale and a payer with money: alice owns rows 0–9, bob 10–15, carol
    /// 16–18.
    package static func ready(layout: UInt8 = 1) throws -> SampleLog {
        var log = SampleLog()
        log.layout = layout
        try log.open("operator", .operator)
        for name in ["maker", "node", "base", "evaluator", "payer", "alice", "bob", "carol"] {
            try log.open(name)
        }
        log.policy = try log.add(.policySet(log.policyFields()))
        log.datanet = try log.add(
            .datanetCreate(
                log.signed(
                    DatanetCreate(
                        owner: account("operator"),
                        termsCommitment: Commitment.terms(salt: digest("t"), document: [1]),
                        policy: log.datanetPolicy),
                    "operator")))
        log.evaluation = try log.add(.evaluationCommit(log.evaluationFields("items")))
        try log.contribute("alice", rows: 10)
        try log.contribute("bob", rows: 6, duplicates: 2)
        try log.contribute("carol", rows: 3)
        log.manifest = try log.add(.manifestCommit(log.manifestFields()))
        try log.add(.beaconReveal(log.beaconFields(log.manifest)))
        log.result = try log.add(.trainingResult(log.resultFields(log.manifest)))
        log.deploy = try log.add(.deploy(log.deployFields(log.result)))
        try log.add(.deposit(log.depositFields("payer", 100_000_000, source: "first")))
        return log
    }

    package func evaluationFields(_ root: String) -> EvaluationCommit {
        signed(
            EvaluationCommit(
                evaluator: Self.account("evaluator"), datanet: datanet, root: Self.digest(root),
                itemCount: 100), "evaluator")
    }

    package func beaconFields(_ manifest: UInt64, secret: String = "secret") -> BeaconReveal {
        signed(BeaconReveal(manifest: manifest, secret: Self.digest(secret)), "beacon")
    }

    package func openFields(gate: String = "gate", root: String = "items") -> EvaluationOpen {
        signed(
            EvaluationOpen(
                evaluation: evaluation, result: result, root: Self.digest(root),
                itemsDigest: Self.digest("opened"), gateDigest: Self.digest(gate)), "evaluator")
    }
}
