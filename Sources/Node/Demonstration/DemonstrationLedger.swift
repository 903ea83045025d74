internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import ProofOfAttribution
internal import Wire

/// The entries of a demonstration, in their order.
///
/// Everything is a function of seed and rows, so an interrupted run starts over and walks across
/// what it has already written.
struct DemonstrationLedger: Sendable {
    let cast: DemonstrationCast
    let domain: SigningDomain
    let seed: UInt64
    private(set) var cursor: ReplayCursor

    /// The price of a question: 0.01 OPEN.
    static let fee = Amount(nanoOPEN: 10_000_000)
    /// What the payer brings in, in questions: enough for a hundred thousand beside the run's own.
    private static let fundedQuestions: UInt64 = 102_000
    private static let revealWindow: UInt32 = 1000

    init(_ writer: LedgerWriter, cast: DemonstrationCast, seed: UInt64) {
        self.cast = cast
        self.seed = seed
        domain = .log(writer.verifierKey)
        cursor = ReplayCursor(writer)
    }

    /// Accounts, fee policy, Datanet and the hidden evaluation items.
    mutating func open(evaluation: EvaluationItems) async throws -> Places {
        let operatorKey = cast.operator
        for key in cast.accounts {
            let role: AccountRole = key.address == operatorKey.address ? .operator : .participant
            _ = try await cursor.append(
                .accountOpen(
                    AccountOpen(account: key.address, role: role).signed(by: key, in: domain)))
        }
        let policy = PolicySet(
            revision: 0, shares: .demonstration, nodeAccount: cast.node.address,
            baseModelAccount: cast.baseModel.address, revealWindow: Self.revealWindow)
        let policyIndex = try await cursor.append(
            .policySet(policy.signed(by: operatorKey, in: domain))
        ).index
        let terms = Commitment.terms(salt: secret("terms"), document: Array(Self.terms.utf8))
        let datanet = DatanetCreate(owner: cast.owner.address, termsCommitment: terms)
        let datanetIndex = try await cursor.append(
            .datanetCreate(datanet.signed(by: cast.owner, in: domain))
        ).index
        let items = EvaluationCommit(
            evaluator: cast.evaluator.address, datanet: datanetIndex, root: evaluation.root,
            itemCount: UInt32(evaluation.rows.count))
        let evaluationIndex = try await cursor.append(
            .evaluationCommit(items.signed(by: cast.evaluator, in: domain))
        ).index
        return Places(policy: policyIndex, datanet: datanetIndex, evaluation: evaluationIndex)
    }

    /// Indices that later entries refer to.
    struct Places: Sendable {
        let policy: UInt64
        let datanet: UInt64
        let evaluation: UInt64
    }

    private static let terms = """
        One-line descriptions from the Debian package index, contributed by maintaining teams for \
        a demonstration; each may be trained on, and is paid by attribution.
        """

    /// Each contributor commits, then reveals; intake judges the rows.
    mutating func contribute(to datanet: inout Datanet, _ places: Places) async throws {
        for contributor in cast.contributors {
            var salts = SeededBytes(seed: seed, label: "salts of " + contributor.name)
            let contribution = Contribution(
                account: contributor.key.address, rows: contributor.rows, salts: &salts)
            let commit = ContributionCommit(
                contributor: contribution.account, datanet: places.datanet,
                commitment: contribution.commitment, rowCount: UInt32(contribution.rows.count))
            let index = try await cursor.append(
                .contributionCommit(commit.signed(by: contributor.key, in: domain))
            ).index
            let registered = try datanet.register(contribution)
            guard let salt = Digest(contribution.salt) else {
                preconditionFailure("a contribution's salt has 32 bytes")
            }
            let reveal = ContributionReveal(
                commitIndex: index, rowsRoot: contribution.rowsRoot, salt: salt,
                acceptedCount: registered.acceptedCount,
                duplicateCount: registered.duplicateCount)
            _ = try await cursor.append(
                .contributionReveal(reveal.signed(by: contributor.key, in: domain)))
        }
    }

    /// Commits to the manifest, and then shows the second key's secret.
    mutating func commit(
        _ manifest: TrainingManifest, _ places: Places
    ) async throws -> (index: UInt64, beacon: Digest) {
        let beacon = secret("beacon")
        let commit = ManifestCommit(
            maker: cast.maker.address, manifestDigest: manifest.digest, datanet: places.datanet,
            datanetThrough: cursor.position, rowCount: UInt32(manifest.rowCount),
            rowsRoot: manifest.rowsRoot, evaluation: places.evaluation, policy: places.policy,
            methodId: HeadKernel.code.number, methodVersion: HeadKernel.code.version,
            accessTier: .public, beaconRule: .secondKey, beaconKey: cast.beacon.address,
            beaconCommitment: Commitment.beacon(key: cast.beacon.address, secret: beacon))
        let index = try await cursor.append(
            .manifestCommit(commit.signed(by: cast.maker, in: domain))
        ).index
        _ = try await cursor.append(
            .beaconReveal(
                BeaconReveal(manifest: index, secret: beacon).signed(by: cast.beacon, in: domain)))
        return (index, beacon)
    }

    /// Ends a manifest without a model.
    mutating func abort(manifest: UInt64, reason: AbortReason) async throws {
        let abort = TrainingAbort(manifest: manifest, reason: reason)
        _ = try await cursor.append(.trainingAbort(abort.signed(by: cast.maker, in: domain)))
    }

    /// Records the result, puts the model on sale and funds the payer.
    mutating func deploy(
        _ digests: ModelFiles.Digests, _ outcome: ModelFiles.Outcome, manifest: UInt64,
        _ places: Places
    ) async throws -> (result: UInt64, deploy: UInt64) {
        let result = TrainingResult(
            manifest: manifest, adapterDigest: digests.adapter, headDigest: digests.head,
            transcriptRoot: outcome.transcriptRoot, indexDigest: digests.index,
            gateDigest: digests.gate, evaluationCorrect: UInt32(outcome.evaluationCorrect),
            evaluationTotal: UInt32(outcome.evaluationTotal))
        let resultIndex = try await cursor.append(
            .trainingResult(result.signed(by: cast.maker, in: domain))
        ).index
        let deploy = Deploy(
            result: resultIndex, policy: places.policy, revision: 0, fee: Self.fee,
            datanet: places.datanet, maker: cast.maker.address)
        let deployIndex = try await cursor.append(
            .deploy(deploy.signed(by: cast.maker, in: domain))
        ).index
        let deposit = Deposit(
            account: cast.payer.address,
            amount: Amount(nanoOPEN: Self.fee.nanoOPEN * Self.fundedQuestions),
            source: secret("deposit"))
        _ = try await cursor.append(.deposit(deposit.signed(by: cast.operator, in: domain)))
        return (resultIndex, deployIndex)
    }

    /// Appends the answers to some questions, in order; their openings are already durable.
    mutating func append(_ answers: [Answer]) async throws -> [Receipt] {
        try await cursor.append(contentsOf: answers.map { .answer($0) })
    }

    /// Opens the evaluation items after pay-out.
    mutating func openEvaluation(
        _ items: EvaluationItems, result: UInt64, gate: Digest, _ places: Places
    ) async throws {
        let open = EvaluationOpen(
            evaluation: places.evaluation, result: result, root: items.root,
            itemsDigest: .sha256(items.fileBytes), gateDigest: gate)
        _ = try await cursor.append(
            .evaluationOpen(open.signed(by: cast.evaluator, in: domain)))
    }

    private func secret(_ label: String) -> Digest {
        var bytes = SeededBytes(seed: seed, label: label)
        guard let digest = Digest(bytes.bytes(Digest.byteCount)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return digest
    }
}
