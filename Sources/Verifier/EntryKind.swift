/// The kinds of entries (docs/formats/ledger-entry.md); the raw value is byte 1.
public enum EntryKind: UInt8, CaseIterable, Sendable {
    /// A new account; the first one is the operator's.
    case accountOpen = 1
    /// How fees are split from now on.
    case policySet = 2
    /// A new Datanet.
    case datanetCreate = 3
    /// Hidden evaluation items, fixed.
    case evaluationCommit = 4
    /// Rows claimed and not shown.
    case contributionCommit = 5
    /// Claimed rows shown.
    case contributionReveal = 6
    /// A training run fixed before its first step.
    case manifestCommit = 7
    /// The randomness of a training run shown.
    case beaconReveal = 8
    /// How a training run ended.
    case trainingResult = 9
    /// That a training run was given up.
    case trainingAbort = 10
    /// A model put on sale.
    case deploy = 11
    /// Money put on an account.
    case deposit = 12
    /// A paid answer.
    case answer = 13
    /// Hidden evaluation items shown.
    case evaluationOpen = 14

    /// The name of the kind, as the format's page writes it.
    public var name: String { "\(self)" }

    /// The types that the page keeps for a later version, by byte 1.
    static let reserved: [UInt8: String] = [
        15: "epochMark", 16: "payOut", 17: "trueUp", 18: "expiry", 19: "shareMint",
    ]

    /// What an entry of this kind says, for a reader.
    var words: String { rules.words }

    /// The row of the kind.
    var rules: EntryRules {
        switch self {
        case .accountOpen: .accountOpen
        case .policySet: .policySet
        case .datanetCreate: .datanetCreate
        case .evaluationCommit: .evaluationCommit
        case .contributionCommit: .contributionCommit
        case .contributionReveal: .contributionReveal
        case .manifestCommit: .manifestCommit
        case .beaconReveal: .beaconReveal
        case .trainingResult: .trainingResult
        case .trainingAbort: .trainingAbort
        case .deploy: .deploy
        case .deposit: .deposit
        case .answer: .answer
        case .evaluationOpen: .evaluationOpen
        }
    }
}

/// What the format's page lays down for a kind of entry.
struct EntryRules: Sendable {
    typealias List = EntryLayout.List
    typealias Check = @Sendable (LoggedEntry) throws(EntryFault) -> Void
    typealias Audit = @Sendable (inout AuditedLog, LoggedEntry, UInt64) throws(AuditFault) -> Void

    /// What an entry of the kind says, for a reader.
    let words: String
    /// The field with the account that has to have signed; nil where another entry names it.
    let signer: String?
    /// Layout 1, and the later ones that the kind has.
    let layouts: [EntryLayout]
    /// The rules over several fields of one entry.
    let check: Check
    /// The rules over the entries before it, in AuditedLog's extensions.
    let audit: Audit

    private init(
        _ kind: EntryKind, _ words: String, signer: String? = nil, _ first: [EntryLayout.Field],
        second: [EntryLayout.Field]? = nil, third: [EntryLayout.Field]? = nil,
        check: @escaping Check = { _ in },
        audit: @escaping Audit
    ) {
        self.words = words
        self.signer = signer
        layouts = [first, second, third].compactMap { $0 }.map { EntryLayout(kind, $0) }
        self.check = check
        self.audit = audit
    }
}

/// One row a kind.
extension EntryRules {
    static let accountOpen = EntryRules(
        .accountOpen, "the opening of an account", signer: "account",
        [.signed("account", .address), .signed("role", .u8, 0...1)],
        audit: { log, entry, _ throws(AuditFault) in try log.openAccount(entry) })

    static let policySet = EntryRules(
        .policySet, "a policy: how fees are split",
        [.signed("revision", .u32)] + FeeShareNames.inOrder.map { .signed($0, .u16) } + [
            .signed("nodeAccount", .address), .signed("baseModelAccount", .address),
            .signed("revealWindow", .u32, 1...UInt64.max),
        ],
        check: { entry throws(EntryFault) in try entry.checkShares() },
        audit: { log, entry, index throws(AuditFault) in try log.setPolicy(entry, at: index) })

    static let datanetCreate = EntryRules(
        .datanetCreate, "the creation of a Datanet", signer: "owner",
        [.signed("owner", .address), .signed("termsCommitment", .bytes32)],
        second: [
            .signed("owner", .address), .signed("termsCommitment", .bytes32),
        ] + conditions + [
            .signed("trainers", .u8, 0...1), .signed("leastEvaluationItems", .u32, 1...1_000_000),
        ] + gate,
        third: [.signed("owner", .address), .signed("termsCommitment", .bytes32)] + conditions + [
            .signed("trainers", .u8, 0...2),
            .signed(
                "listedTrainers", .list(List(of: "Trainer", 0...64, [.signed("account", .address)]))
            ),
            .signed("evaluator", .address),
            .signed("leastEvaluationItems", .u32, 100...1_000_000),
        ] + gate,
        check: { entry throws(EntryFault) in try entry.checkDatanet() },
        audit: { log, entry, index throws(AuditFault) in try log.createDatanet(entry, at: index) })

    static let evaluationCommit = EntryRules(
        .evaluationCommit, "a commitment to hidden evaluation items", signer: "evaluator",
        [
            .signed("evaluator", .address), .signed("datanet", .u64), .signed("root", .bytes32),
            .signed("itemCount", .u32, 1...UInt64.max),
        ],
        audit: { log, entry, index throws(AuditFault) in try log.commitEvaluation(entry, at: index)
        })

    static let contributionCommit = EntryRules(
        .contributionCommit, "a commitment to contributed rows", signer: "contributor",
        [
            .signed("contributor", .address), .signed("datanet", .u64),
            .signed("commitment", .bytes32), .signed("rowCount", .u32, 1...UInt64.max),
        ],
        audit: { log, entry, index throws(AuditFault) in
            try log.commitContribution(entry, at: index)
        })

    static let contributionReveal = EntryRules(
        .contributionReveal, "the reveal of contributed rows",
        [
            .signed("commitIndex", .u64), .signed("rowsRoot", .bytes32),
            .signed("salt", .bytes32), .stated("acceptedCount", .u32),
            .stated("duplicateCount", .u32),
        ],
        audit: { log, entry, index throws(AuditFault) in
            try log.revealContribution(entry, at: index)
        })

    static let manifestCommit = EntryRules(
        .manifestCommit, "a training manifest, fixed before training", signer: "maker",
        [
            .signed("maker", .address), .signed("manifestDigest", .bytes32),
            .signed("datanet", .u64), .signed("datanetThrough", .u64), .signed("rowCount", .u32),
            .signed("rowsRoot", .bytes32), .signed("evaluation", .u64), .signed("policy", .u64),
            .signed("methodId", .u16, 1...UInt64.max), .signed("methodVersion", .u16),
        ] + access,
        second: [
            .signed("maker", .address), .signed("manifestDigest", .bytes32),
            .signed("datanets", .list(trainingData)), .signed("evaluation", .u64),
            .signed("policy", .u64),
        ] + FeeShareNames.inOrder.map { .signed($0, .u16) } + methods + access,
        third: [
            .signed("maker", .address), .signed("manifestDigest", .bytes32),
            .signed("name", .bytes32), .signed("datanets", .list(trainingData)),
            .signed("evaluation", .u64), .signed("verdict", .u8, 0...1), .signed("policy", .u64),
        ] + FeeShareNames.inOrder.map { .signed($0, .u16) } + methods + access,
        check: { entry throws(EntryFault) in try entry.checkManifest() },
        audit: { log, entry, index throws(AuditFault) in try log.commitManifest(entry, at: index) })

    static let beaconReveal = EntryRules(
        .beaconReveal, "the reveal of a training run's randomness",
        [.signed("manifest", .u64), .signed("secret", .bytes32)],
        audit: { log, entry, _ throws(AuditFault) in try log.revealBeacon(entry) })

    static let trainingResult = EntryRules(
        .trainingResult, "the result of a training run",
        [
            .signed("manifest", .u64), .signed("adapterDigest", .bytes32),
            .signed("headDigest", .bytes32), .signed("transcriptRoot", .bytes32),
            .signed("indexDigest", .bytes32), .signed("gateDigest", .bytes32),
            .signed("evaluationCorrect", .u32),
            .signed("evaluationTotal", .u32, 1...UInt64.max),
        ],
        second: [
            .signed("manifest", .u64), .signed("transcriptRoot", .bytes32),
            .signed("parts", .list(parts)), .signed("metrics", .list(metrics)),
        ],
        check: { entry throws(EntryFault) in try entry.checkResult() },
        audit: { log, entry, index throws(AuditFault) in try log.finishTraining(entry, at: index) })

    static let trainingAbort = EntryRules(
        .trainingAbort, "the abort of a training run",
        [.signed("manifest", .u64), .signed("reason", .u8, 1...6)],
        audit: { log, entry, _ throws(AuditFault) in try log.abortTraining(entry) })

    static let deploy = EntryRules(
        .deploy, "the deployment of a model", signer: "maker",
        [
            .signed("result", .u64), .signed("policy", .u64), .signed("revision", .u32),
            .signed("fee", .u64, 1...UInt64.max), .signed("datanet", .u64),
            .signed("maker", .address),
        ],
        audit: { log, entry, index throws(AuditFault) in try log.deploy(entry, at: index) })

    static let deposit = EntryRules(
        .deposit, "a deposit",
        [
            .signed("account", .address), .signed("amount", .u64, 1...UInt64.max),
            .signed("source", .bytes32),
        ],
        audit: { log, entry, _ throws(AuditFault) in try log.deposit(entry) })

    static let answer = EntryRules(
        .answer, "a paid answer", signer: "payer",
        order + [
            .stated("methodId", .u16), .stated("methodVersion", .u16),
            .stated("indexDigest", .bytes32),
        ] + accounts,
        second: order + [
            .stated(
                "methods",
                .list(
                    List(
                        of: "Method", 1...8,
                        [
                            .stated("method", .u16, 1...4095), .stated("version", .u16),
                            .stated("indexDigest", .bytes32),
                        ])))
        ] + accounts,
        check: { entry throws(EntryFault) in try entry.checkAnswer() },
        audit: { log, entry, _ throws(AuditFault) in try log.payAnswer(entry) })

    static let evaluationOpen = EntryRules(
        .evaluationOpen, "the opening of hidden evaluation items",
        [
            .signed("evaluation", .u64), .signed("result", .u64), .signed("root", .bytes32),
            .signed("itemsDigest", .bytes32), .signed("gateDigest", .bytes32),
        ],
        audit: { log, entry, _ throws(AuditFault) in try log.openEvaluation(entry) })
}

/// What several layouts share.
extension EntryRules {
    /// A Datanet's policy before the word on who may train, in layouts 2 and 3.
    private static let conditions: [EntryLayout.Field] = [
        .signed("revealWindow", .u32, 1...1_000_000),
        .signed("contributorsLeast", .u16, 0...9_000),
        .signed("leastFee", .u64, 1...UInt64.max),
    ]

    /// The end of a Datanet's policy in layouts 2 and 3.
    private static let gate: [EntryLayout.Field] = [
        .signed("minimumRows", .u16, 1...10_000),
        .signed("gateDeviationsMillis", .u16, 0...10_000),
        .signed("gateChanceQuantileMillis", .u16, 0...999),
    ]

    /// The methods of a manifest in layouts 2 and 3.
    private static let methods: [EntryLayout.Field] = [
        .signed(
            "methods",
            .list(
                List(
                    of: "Method", 1...8,
                    [.signed("method", .u16, 1...4095), .signed("version", .u16)])))
    ]

    /// The end of a manifest in every layout.
    private static let access: [EntryLayout.Field] = [
        .signed("accessTier", .u8, 0...1), .signed("beaconRule", .u8, 0...1),
        .signed("beaconKey", .address), .signed("beaconCommitment", .bytes32),
    ]

    private static let trainingData = List(
        of: "TrainingData", 1...16,
        [
            .signed("datanet", .u64), .signed("through", .u64),
            .signed("rowCount", .u32, 1...UInt64.max), .signed("rowsRoot", .bytes32),
        ])

    private static let parts = List(
        of: "Part", 1...64,
        [.signed("part", .u16, 1...UInt64.max), .signed("digest", .bytes32)])

    private static let metrics = List(
        of: "Metric", 1...64,
        [
            .signed("metric", .u16, 1...UInt64.max), .signed("value", .u64),
            .signed("count", .u32, 1...UInt64.max),
        ])

    /// The beginning of an answer in both layouts.
    private static let order: [EntryLayout.Field] =
        [
            .stated("disclosure", .u8, 0...0), .signed("deploy", .u64), .signed("payer", .address),
            .signed("idempotencyId", .id), .stated("fee", .u64), .signed("maximumFee", .u64),
            .signed("requestCommitment", .bytes32), .stated("answerCommitment", .bytes32),
        ] + FeeShareNames.inOrder.map { .stated($0, .u16) }

    /// What stands before an answer's lines in both layouts.
    private static let accounts: [EntryLayout.Field] = [
        .stated("grade", .u8, 0...3), .stated("makerAccount", .address),
        .stated("nodeAccount", .address), .stated("baseModelAccount", .address),
        .stated("datanet", .u64),
    ]
}
