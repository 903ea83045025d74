import Identity
import Ledger
import Money
import TransparencyLog
import Wire

/// A small log with everything in it once, whose keys all come from names.
struct SampleLog {
    static let logKey: VerifierKey = {
        guard
            let signer = LogSigner(
                name: "demonstration.ledger-tests", seed: [UInt8](repeating: 7, count: 32))
        else { preconditionFailure("The name and seed are allowed.") }
        return signer.verifierKey
    }()
    static let start: UInt64 = 1_767_225_600
    static let fee = Amount(nanoOPEN: 10_000_000)

    var state = LedgerState(log: logKey)
    var bytes: [[UInt8]] = []
    var policy: UInt64 = 0
    var datanet: UInt64 = 0
    var evaluation: UInt64 = 0
    var manifest: UInt64 = 0
    var result: UInt64 = 0
    var deploy: UInt64 = 0

    static func key(_ name: String) -> AccountKey { AccountKey.derived(seed: 1, label: name) }
    static func account(_ name: String) -> AccountAddress { key(name).address }
    static func digest(_ name: String) -> Digest { Digest.sha256(Array(name.utf8)) }

    /// Signs for this log.
    func signed<Fields: SignedFields>(_ fields: Fields, _ name: String) -> Fields {
        fields.signed(by: Self.key(name), in: state.domain)
    }

    /// Adds the next entry, one second later.
    @discardableResult
    mutating func add(_ body: EntryBody) throws(Refusal) -> UInt64 {
        let index = state.size
        let entry = Entry(timestampSeconds: Self.start + index, body: body)
        try state.apply(entry, index: index)
        bytes.append(entry.encoded)
        return index
    }

    mutating func open(_ name: String, _ role: AccountRole = .participant) throws(Refusal) {
        try add(
            .accountOpen(signed(AccountOpen(account: Self.account(name), role: role), name)))
    }

    func policyFields() -> PolicySet {
        signed(
            PolicySet(
                revision: state.nextPolicyRevision, shares: .demonstration,
                nodeAccount: Self.account("node"), baseModelAccount: Self.account("base"),
                revealWindow: 4), "operator")
    }

    func commitFields(_ name: String, rows: UInt32, salt: String = "salt") -> ContributionCommit {
        signed(
            ContributionCommit(
                contributor: Self.account(name), datanet: datanet,
                commitment: Commitment.contribution(
                    contributor: Self.account(name), salt: Self.digest(salt),
                    rowsRoot: Self.digest("rows of \(name)"), rowCount: rows), rowCount: rows),
            name)
    }

    func revealFields(
        _ name: String, of commit: UInt64, accepted: UInt32, duplicates: UInt32 = 0
    ) -> ContributionReveal {
        signed(
            ContributionReveal(
                commitIndex: commit, rowsRoot: Self.digest("rows of \(name)"),
                salt: Self.digest("salt"), acceptedCount: accepted, duplicateCount: duplicates),
            name)
    }

    mutating func contribute(_ name: String, rows: UInt32, duplicates: UInt32 = 0) throws(Refusal) {
        let commit = try add(.contributionCommit(commitFields(name, rows: rows + duplicates)))
        try add(
            .contributionReveal(
                revealFields(name, of: commit, accepted: rows, duplicates: duplicates)))
    }

    func manifestFields(_ name: String = "manifest", beacon: Bool = true) -> ManifestCommit {
        let key = Self.account("beacon")
        let none = AccountAddress([UInt8](repeating: 0, count: 20)) ?? key
        let zero = Digest([UInt8](repeating: 0, count: 32)) ?? Self.digest("")
        return signed(
            ManifestCommit(
                maker: Self.account("maker"), manifestDigest: Self.digest(name), datanet: datanet,
                datanetThrough: state.size,
                rowCount: state.rowCount(ofDatanet: datanet, below: state.size) ?? 0,
                rowsRoot: Self.digest("training rows"), evaluation: evaluation, policy: policy,
                methodId: 1, methodVersion: 1, accessTier: .public,
                beaconRule: beacon ? .secondKey : .none, beaconKey: beacon ? key : none,
                beaconCommitment: beacon
                    ? Commitment.beacon(key: key, secret: Self.digest("secret")) : zero), "maker")
    }

    func resultFields(_ manifest: UInt64) -> TrainingResult {
        signed(
            TrainingResult(
                manifest: manifest, adapterDigest: Self.digest("adapter"),
                headDigest: Self.digest("head"), transcriptRoot: Self.digest("transcript"),
                indexDigest: Self.digest("index"), gateDigest: Self.digest("gate"),
                evaluationCorrect: 60, evaluationTotal: 100), "maker")
    }

    func deployFields(_ result: UInt64, revision: UInt32 = 0) -> Deploy {
        signed(
            Deploy(
                result: result, policy: policy, revision: revision, fee: Self.fee,
                datanet: datanet, maker: Self.account("maker")), "maker")
    }

    func depositFields(_ name: String, _ amount: UInt64, source: String) -> Deposit {
        signed(
            Deposit(
                account: Self.account(name), amount: Amount(nanoOPEN: amount),
                source: Self.digest(source)), "operator")
    }

    func question(_ number: UInt8, payer: String = "payer") throws -> Question {
        guard let id = IdempotencyId([UInt8](repeating: number, count: 16)) else {
            throw WireError.invalid("16 bytes make an id")
        }
        return signed(
            Question(
                deploy: deploy, payer: Self.account(payer), idempotencyId: id,
                maximumFee: Self.fee,
                requestCommitment: Commitment.request(salt: Self.digest("q"), bytes: [number])),
            payer)
    }

    func row(
        _ number: UInt32, _ name: String, _ weight: UInt32, _ lower: UInt32,
        _ hold: AttributedRow.Hold? = nil
    ) throws -> AttributedRow {
        guard let weight = PartsPerBillion(weight), let lower = PartsPerBillion(lower) else {
            throw AnswerFlaw.weightOutOfRange
        }
        return AttributedRow(
            row: number, account: Self.account(name), weight: weight, lower: lower, hold: hold)
    }

    func answer(
        _ number: UInt8, payer: String = "payer", grade: EvidenceGrade = .assertedHidden,
        rows: [AttributedRow]? = nil
    ) throws -> Answer {
        guard let model = state.model(deploy: deploy) else { throw Refusal.deployUnknown(deploy) }
        let usual = try [
            row(0, "alice", 400_000_000, 300_000_000), row(11, "bob", 200_000_000, 200_000_000),
            row(12, "bob", 100_000_000, 50_000_000, .gated),
            row(16, "carol", 50_000_000, 40_000_000, .fewRows),
        ]
        return try Answer(
            to: question(number, payer: payer), by: model,
            answerCommitment: Commitment.answer(salt: Self.digest("a"), bytes: [number]),
            grade: grade, rows: rows ?? usual)
    }

    /// A log up to a model on sale and a payer with money: alice owns rows 0–9, bob 10–15, carol
    /// 16–18.
    static func ready() throws -> SampleLog {
        var log = SampleLog()
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
                        termsCommitment: Commitment.terms(salt: digest("t"), document: [1])),
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

    func evaluationFields(_ root: String) -> EvaluationCommit {
        signed(
            EvaluationCommit(
                evaluator: Self.account("evaluator"), datanet: datanet, root: Self.digest(root),
                itemCount: 100), "evaluator")
    }

    func beaconFields(_ manifest: UInt64, secret: String = "secret") -> BeaconReveal {
        signed(BeaconReveal(manifest: manifest, secret: Self.digest(secret)), "beacon")
    }

    func openFields(gate: String = "gate", root: String = "items") -> EvaluationOpen {
        signed(
            EvaluationOpen(
                evaluation: evaluation, result: result, root: Self.digest(root),
                itemsDigest: Self.digest("opened"), gateDigest: Self.digest(gate)), "evaluator")
    }
}
