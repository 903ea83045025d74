package import Economy
package import Identity
import Money
package import Wire

/// Opens a Datanet: rows, their contributors, and a pool for what cannot be attributed.
///
/// Its id is the entry's index.
package struct DatanetCreate: SignedFields, EntryFields {
    /// Who opens it.
    package internal(set) var owner: AccountAddress
    /// The salted digest of its terms, ``Commitment/terms(salt:document:)``.
    package internal(set) var termsCommitment: Digest
    /// The Datanet's policy; nil in layout 1, which has none; without an evaluator in layout 2.
    package internal(set) var policy: DatanetPolicy?
    /// The signature by the owner.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        owner: AccountAddress, termsCommitment: Digest, policy: DatanetPolicy?,
        signature: SignatureBytes = .unsigned
    ) {
        self.owner = owner
        self.termsCommitment = termsCommitment
        self.policy = policy
        self.signature = signature
    }

    /// The fields of layout 1, which has no policy.
    package init(
        owner: AccountAddress, termsCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.init(
            owner: owner, termsCommitment: termsCommitment, policy: nil, signature: signature)
    }

    var layoutNumber: UInt8 {
        guard let policy else { return 1 }
        return policy.evaluator == nil ? 2 : 3
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<DatanetCreate>("DatanetCreate", identity),
        EntryLayout<DatanetCreate>(
            "DatanetCreate",
            identity + conditions + [
                .field("trainers", \.stated.trainers),
                leastItems(in: DatanetPolicy.secondLayoutItems),
            ] + gate),
        EntryLayout<DatanetCreate>(
            "DatanetCreate",
            identity + conditions + [
                .field("trainers", \.stated.trainers),
                .list(
                    "listedTrainers", \.stated.trainerList, 0...DatanetPolicy.trainerLimit,
                    else: { _ in .datanetPolicy(.listedTrainers) }),
                .field("evaluator", \.stated.judge, .account),
                leastItems(in: DatanetPolicy.evaluationItems),
            ] + gate),
    ]

    private typealias Field = LayoutField<DatanetCreate>

    private static var identity: [Field] {
        [
            .field("owner", \.owner, .account),
            .field("termsCommitment", \.termsCommitment),
        ]
    }

    private static var conditions: [Field] {
        [
            .field(
                "revealWindow", \.stated.revealWindow, in: DatanetPolicy.revealWindows,
                else: .datanetPolicy(.revealWindow)),
            .field(
                "contributorsLeast", \.stated.contributorsLeast,
                in: DatanetPolicy.contributorsLeastShares,
                else: .datanetPolicy(.contributorsLeast)),
            .field(
                "leastFee", \.stated.leastFee, in: DatanetPolicy.leastFees,
                else: .datanetPolicy(.leastFee)),
        ]
    }

    private static func leastItems(in bounds: ClosedRange<UInt32>) -> Field {
        .field(
            "leastEvaluationItems", \.stated.leastEvaluationItems, in: bounds,
            else: .datanetPolicy(.leastEvaluationItems))
    }

    private static var gate: [Field] {
        [
            .field(
                "minimumRows", \.stated.minimumRows, in: DatanetPolicy.rows,
                else: .datanetPolicy(.minimumRows)),
            .field(
                "gateDeviationsMillis", \.stated.gateDeviationsMillis,
                in: DatanetPolicy.gateDeviations, else: .datanetPolicy(.gateDeviations)),
            .field(
                "gateChanceQuantileMillis", \.stated.gateChanceQuantileMillis,
                in: DatanetPolicy.gateChanceQuantiles,
                else: .datanetPolicy(.gateChanceQuantile)),
        ]
    }

    /// The policy as the later layouts have it.
    private var stated: DatanetPolicy {
        get { policy ?? DatanetPolicy() }
        set { policy = newValue }
    }

    static func blank(_ layout: UInt8) -> DatanetCreate {
        DatanetCreate(
            owner: .zero, termsCommitment: .zero,
            policy: layout == 1 ? nil : DatanetPolicy(evaluator: layout == 2 ? nil : .zero))
    }

    /// A rule for listed accounts has some, each once and in order; layout 2 has no such rule.
    func check() throws(EntryError) {
        guard let policy else { return }
        if policy.evaluator == nil, policy.trainers == .listed {
            throw .trainers(DatanetPolicy.Trainers.listed.rawValue)
        }
        guard policy.hasProperTrainers else { throw .datanetPolicy(.listedTrainers) }
    }
}

/// An account that may train, as a list holds it.
private struct ListedTrainer: LayoutElement {
    var account: AccountAddress

    static let layout = EntryLayout<ListedTrainer>("Trainer", .field("account", \.account))

    static let blank = ListedTrainer(account: .zero)
}

extension DatanetPolicy {
    /// The listed accounts as a layout holds them.
    fileprivate var trainerList: [ListedTrainer] {
        get { listedTrainers.map(ListedTrainer.init(account:)) }
        set { listedTrainers = newValue.map(\.account) }
    }

    /// The evaluator as layout 3 has it.
    fileprivate var judge: AccountAddress {
        get { evaluator ?? .zero }
        set { evaluator = newValue }
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension DatanetCreate {
    static let type = EntryType.datanetCreate
    static let words = EntryWords(
        "Datanet", "Opens a Datanet: rows, their contributors and a pool.")

    var body: EntryBody { .datanetCreate(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try state.requireOpen(owner)  // 1
        let terms = UsedOnce.Owned(owner: owner, value: termsCommitment)
        guard state.used.terms[terms] == nil else { throw .duplicateTerms }  // 2
        try state.requireSignature(of: self, by: owner, signatures)  // 3
        state.used.terms[terms] = state.size
        state.datanets[state.size] = DatanetRecord(owner: owner, policy: policy)
        return []
    }
}
