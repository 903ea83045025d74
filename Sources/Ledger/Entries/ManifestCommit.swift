package import Economy
package import Identity
package import Wire

/// Fixes whatever could be chosen later, before the first step of training.
///
/// The fields stand here as far as the ledger checks them; the rest (base model, hyperparameters,
/// seed, thresholds, payment rule) is in the file behind ``manifestDigest``.
package struct ManifestCommit: SignedFields, EntryFields {
    /// Who trains.
    package internal(set) var maker: AccountAddress
    /// SHA-256 of the manifest file.
    package internal(set) var manifestDigest: Digest
    /// What only layout 3 says; nil below.
    package internal(set) var sale: SaleTerms?
    /// The training data; the pool of the first Datanet takes what cannot be attributed.
    package internal(set) var datanets: [TrainingData]
    /// The index of the evaluation's commit.
    package internal(set) var evaluation: UInt64
    /// The index of the policy that will split the fees.
    package internal(set) var policy: UInt64
    /// How the model's fees are divided; nil in layout 1, where the policy says it.
    package internal(set) var shares: FeeShares?
    /// The attribution methods, ascending by number.
    package internal(set) var methods: [MethodVersion]
    /// Who may see the training data.
    package internal(set) var accessTier: AccessTier
    /// Where the randomness comes from.
    package internal(set) var beaconRule: BeaconRule
    /// The second key; zero bytes without one.
    package internal(set) var beaconKey: AccountAddress
    /// ``Commitment/beacon(key:secret:)``; zero bytes without a second key.
    package internal(set) var beaconCommitment: Digest
    /// The signature by the maker.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        maker: AccountAddress, manifestDigest: Digest, sale: SaleTerms? = nil,
        datanets: [TrainingData], evaluation: UInt64, policy: UInt64, shares: FeeShares?,
        methods: [MethodVersion], accessTier: AccessTier, beaconRule: BeaconRule,
        beaconKey: AccountAddress,
        beaconCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.maker = maker
        self.manifestDigest = manifestDigest
        self.sale = sale
        self.datanets = datanets
        self.evaluation = evaluation
        self.policy = policy
        self.shares = shares
        self.methods = methods
        self.accessTier = accessTier
        self.beaconRule = beaconRule
        self.beaconKey = beaconKey
        self.beaconCommitment = beaconCommitment
        self.signature = signature
    }

    /// The fields of layout 1: one Datanet, one method, the policy's shares.
    package init(
        maker: AccountAddress, manifestDigest: Digest, datanet: UInt64, datanetThrough: UInt64,
        rowCount: UInt32, rowsRoot: Digest, evaluation: UInt64, policy: UInt64, methodId: UInt16,
        methodVersion: UInt16, accessTier: AccessTier, beaconRule: BeaconRule,
        beaconKey: AccountAddress, beaconCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.init(
            maker: maker, manifestDigest: manifestDigest,
            datanets: [
                TrainingData(
                    datanet: datanet, through: datanetThrough, rowCount: rowCount,
                    rowsRoot: rowsRoot)
            ], evaluation: evaluation, policy: policy, shares: nil,
            methods: [MethodVersion(method: methodId, version: methodVersion)],
            accessTier: accessTier, beaconRule: beaconRule, beaconKey: beaconKey,
            beaconCommitment: beaconCommitment, signature: signature)
    }

    /// The home Datanet with its rows.
    package var home: TrainingData { datanets[0] }

    var layoutNumber: UInt8 {
        if sale != nil { return 3 }
        return shares == nil ? 1 : 2
    }

    /// The layout of the model's result and answers, which have no third one.
    package var entriesLayout: UInt8 { min(2, layoutNumber) }

    /// What the evaluation decides; a model of an earlier layout gates.
    package var verdict: Verdict { sale?.verdict ?? .gates }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<ManifestCommit>(
            "ManifestCommit",
            .field("maker", \.maker, .account),
            .field("manifestDigest", \.manifestDigest),
            .field("datanet", \.datanets[0].datanet, .entry),
            .field("datanetThrough", \.datanets[0].through),
            .field("rowCount", \.datanets[0].rowCount, in: 1..., else: .zeroCount),
            .field("rowsRoot", \.datanets[0].rowsRoot),
            .field("evaluation", \.evaluation, .entry),
            .field("policy", \.policy, .entry),
            .field("methodId", \.methods[0].method, in: 1..., else: .method),
            .field("methodVersion", \.methods[0].version),
            .field("accessTier", \.accessTier),
            .field("beaconRule", \.beaconRule),
            .field("beaconKey", \.beaconKey),
            .field("beaconCommitment", \.beaconCommitment)),
        EntryLayout<ManifestCommit>(
            "ManifestCommit",
            .field("maker", \.maker, .account),
            .field("manifestDigest", \.manifestDigest),
            .list("datanets", \.datanets, 1...16, else: EntryError.datanetCount),
            .field("evaluation", \.evaluation, .entry),
            .field("policy", \.policy, .entry),
            .shares(\.statedShares),
            .list("methods", \.methods, 1...8, else: EntryError.methodCount),
            .field("accessTier", \.accessTier),
            .field("beaconRule", \.beaconRule),
            .field("beaconKey", \.beaconKey),
            .field("beaconCommitment", \.beaconCommitment)),
        EntryLayout<ManifestCommit>(
            "ManifestCommit",
            .field("maker", \.maker, .account),
            .field("manifestDigest", \.manifestDigest),
            .field("name", \.statedSale.name),
            .list("datanets", \.datanets, 1...16, else: EntryError.datanetCount),
            .field("evaluation", \.evaluation, .entry),
            .field("verdict", \.statedSale.verdict),
            .field("policy", \.policy, .entry),
            .shares(\.statedShares),
            .list("methods", \.methods, 1...8, else: EntryError.methodCount),
            .field("accessTier", \.accessTier),
            .field("beaconRule", \.beaconRule),
            .field("beaconKey", \.beaconKey),
            .field("beaconCommitment", \.beaconCommitment)),
    ]

    /// What only layout 3 says, as it has it.
    private var statedSale: SaleTerms {
        get { sale ?? SaleTerms(name: .zero, verdict: .measures) }
        set { sale = newValue }
    }

    /// The shares as layout 2 has them.
    private var statedShares: FeeShares {
        get { shares ?? .standard }
        set { shares = newValue }
    }

    static func blank(_ layout: UInt8) -> ManifestCommit {
        ManifestCommit(
            maker: .zero, manifestDigest: .zero,
            sale: layout < 3 ? nil : SaleTerms(name: .zero, verdict: .measures),
            datanets: [.blank], evaluation: 0, policy: 0,
            shares: layout == 1 ? nil : .standard, methods: [.blank], accessTier: .public,
            beaconRule: .none, beaconKey: .zero, beaconCommitment: .zero)
    }

    /// No Datanet twice, methods ascending, beacon key and commitment exactly under rule 1.
    func check() throws(EntryError) {
        var seen: Set<UInt64> = []
        for data in datanets where !seen.insert(data.datanet).inserted {
            throw .repeatedDatanet(data.datanet)
        }
        guard methods.isStrictlyAscending(by: \.method) else { throw .methodOrder }
        let expected = beaconRule == .secondKey
        guard (beaconKey != .zero) == expected, (beaconCommitment != .zero) == expected else {
            throw .beaconFields
        }
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension ManifestCommit {
    static let type = EntryType.manifestCommit
    static let words = EntryWords(
        "Training", "Fixes a training run before its first step: rows, seed, method, policy.")

    var body: EntryBody { .manifestCommit(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try state.requireOpen(maker)  // 1
        for data in datanets where state.datanets[data.datanet] == nil {
            throw .datanetUnknown(data.datanet)  // 2
        }
        for data in datanets {
            guard data.through <= state.size else { throw .datanetThrough }  // 3
            let rowCount = state.datanets[data.datanet]?.rowCount(below: data.through) ?? 0
            guard data.rowCount == rowCount, rowCount > 0 else {
                throw .rowCount(expected: rowCount)
            }
        }
        guard let evaluation = state.evaluations[self.evaluation] else {
            throw .evaluationUnknown(self.evaluation)  // 4
        }
        guard evaluation.commit.datanet == home.datanet,
            self.evaluation < home.through
        else { throw .evaluationTooLate }
        guard !evaluation.isOpened else { throw .evaluationOpened }
        guard let policy = state.policies[self.policy] else {
            throw .policyUnknown(self.policy)  // 5
        }
        guard state.used.manifests[manifestDigest] == nil else {
            throw .duplicateManifest  // 6
        }
        guard beaconRule == .none || beaconKey != maker else {
            throw .beaconKeyIsMaker  // 7
        }
        for data in datanets {
            let layout = state.datanets[data.datanet]?.layout ?? 1
            guard layout <= layoutNumber else { throw .layout(needed: layout) }  // 8
        }
        if let shares = self.shares {
            try requirePolicies(of: state, shares, evaluation)  // 9
            guard shares.node >= policy.shares.node,
                shares.baseModel >= policy.shares.baseModel, shares.burn >= policy.shares.burn
            else { throw .sharesBelowPolicy }  // 10
        }
        if sale?.verdict == .gates, evaluation.isUsed { throw .evaluationUsed }  // 11
        if let name = sale?.name, let holder = state.names[name]?.holder, holder != maker {
            throw .nameTaken(holder: holder)  // 12
        }
        try state.requireSignature(of: self, by: maker, signatures)  // 13
        state.used.manifests[manifestDigest] = state.size
        if let name = sale?.name {
            state.names[name, default: NameRecord(holder: maker)].claims += 1
        }
        state.manifests[state.size] = TrainingRunRecord(index: state.size, commit: self)
        state.makers[maker, default: TrainingRunCounts()].unfinished += 1
        state.evaluations[self.evaluation]?.unfinished += 1
        state.evaluations[self.evaluation]?.isUsed = true
        return []
    }

    /// What the owners of the Datanets laid down for models of their rows.
    private func requirePolicies(
        of state: LedgerState, _ shares: FeeShares, _ evaluation: EvaluationRecord
    ) throws(Refusal) {
        for data in datanets {
            guard let datanet = state.datanets[data.datanet] else { continue }
            if let policy = datanet.policy {
                guard policy.allows(maker, owner: datanet.owner) else {
                    throw .trainerNotAllowed(datanet: data.datanet)
                }
                guard shares.contributors >= policy.contributorsLeast else {
                    throw .contributorsShare(
                        datanet: data.datanet, least: policy.contributorsLeast)
                }
            }
            guard let least = try leastItems(datanet, evaluation.commit, data.datanet),
                evaluation.commit.itemCount < least
            else { continue }
            throw .evaluationItems(datanet: data.datanet, least: least)
        }
    }

    /// How many items a Datanet asks this manifest's evaluation for; nil for any number.
    private func leastItems(
        _ datanet: DatanetRecord, _ evaluation: EvaluationCommit, _ index: UInt64
    ) throws(Refusal) -> UInt32? {
        guard let sale else { return datanet.policy?.leastEvaluationItems }
        switch sale.verdict {
        case .measures: return nil
        case .gates:
            guard evaluation.evaluator == datanet.verdictTerms.evaluator else {
                throw .evaluatorNotAllowed(datanet: index)
            }
            return datanet.verdictTerms.leastItems
        }
    }
}

/// What a manifest says since layout 3: what the model will be asked by, and what its evaluation
/// decides.
package struct SaleTerms: Hashable, Sendable {
    /// ``Commitment/modelName(_:)`` of the model's name, which its maker holds from here on.
    package internal(set) var name: Digest
    /// What the evaluation decides about contributors.
    package internal(set) var verdict: Verdict

    /// Terms as they are.
    package init(name: Digest, verdict: Verdict) {
        self.name = name
        self.verdict = verdict
    }
}

/// The rows of one Datanet that a model is trained on.
package struct TrainingData: Hashable, Sendable {
    /// The index of the Datanet.
    package internal(set) var datanet: UInt64
    /// All reveals below this index are in the training set, and no others.
    package internal(set) var through: UInt64
    /// The accepted rows in them.
    package internal(set) var rowCount: UInt32
    /// The RFC 6962 root over these rows in the order of their numbers.
    package internal(set) var rowsRoot: Digest

    /// Fields as they are.
    package init(datanet: UInt64, through: UInt64, rowCount: UInt32, rowsRoot: Digest) {
        self.datanet = datanet
        self.through = through
        self.rowCount = rowCount
        self.rowsRoot = rowsRoot
    }
}

extension TrainingData: LayoutElement {
    static let layout = EntryLayout<TrainingData>(
        "TrainingData",
        .field("datanet", \.datanet),
        .field("through", \.through),
        .field("rowCount", \.rowCount, in: 1..., else: .zeroCount),
        .field("rowsRoot", \.rowsRoot))

    static let blank = TrainingData(datanet: 0, through: 0, rowCount: 0, rowsRoot: .zero)
}

/// An attribution method in one of its versions.
package struct MethodVersion: Hashable, Sendable {
    /// The method's number, 1 to 4095; in layout 1 any but 0.
    package internal(set) var method: UInt16
    /// The version.
    package internal(set) var version: UInt16

    /// A method's version.
    package init(method: UInt16, version: UInt16) {
        self.method = method
        self.version = version
    }

    /// The numbers that layout 2 allows.
    static let numbers: ClosedRange<UInt16> = 1...4095
}

extension MethodVersion: LayoutElement {
    static let layout = EntryLayout<MethodVersion>(
        "Method",
        .field("method", \.method, in: numbers, else: .method),
        .field("version", \.version))

    static let blank = MethodVersion(method: 0, version: 0)
}

extension Array {
    /// Whether each element's number is above that of the one before.
    func isStrictlyAscending<Number: Comparable>(by number: (Element) -> Number) -> Bool {
        zip(self, dropFirst()).allSatisfy { number($0) < number($1) }
    }
}

/// Who may see the training data.
package enum AccessTier: UInt8, Sendable {
    /// Everyone.
    case `public` = 0
    /// Auditors under agreement.
    case auditor = 1
}

/// Where a training run's randomness comes from.
package enum BeaconRule: UInt8, Sendable {
    /// Nowhere: the maker chose the seed.
    case none = 0
    /// From a second key that committed to a secret before training.
    case secondKey = 1
}
