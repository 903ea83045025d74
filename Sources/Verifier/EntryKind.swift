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
    var words: String {
        switch self {
        case .accountOpen: "the opening of an account"
        case .policySet: "a policy: how fees are split"
        case .datanetCreate: "the creation of a Datanet"
        case .evaluationCommit: "a commitment to hidden evaluation items"
        case .contributionCommit: "a commitment to contributed rows"
        case .contributionReveal: "the reveal of contributed rows"
        case .manifestCommit: "a training manifest, fixed before training"
        case .beaconReveal: "the reveal of a training run's randomness"
        case .trainingResult: "the result of a training run"
        case .trainingAbort: "the abort of a training run"
        case .deploy: "the deployment of a model"
        case .deposit: "a deposit"
        case .answer: "a paid answer"
        case .evaluationOpen: "the opening of hidden evaluation items"
        }
    }
}
