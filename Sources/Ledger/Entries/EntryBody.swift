import Wire

/// What an entry says, by type; each type's file says what that is.
package enum EntryBody: Equatable, Sendable {
    case accountOpen(AccountOpen)
    case policySet(PolicySet)
    case datanetCreate(DatanetCreate)
    case evaluationCommit(EvaluationCommit)
    case contributionCommit(ContributionCommit)
    case contributionReveal(ContributionReveal)
    case manifestCommit(ManifestCommit)
    case beaconReveal(BeaconReveal)
    case trainingResult(TrainingResult)
    case trainingAbort(TrainingAbort)
    case deploy(Deploy)
    case deposit(Deposit)
    case answer(Answer)
    case evaluationOpen(EvaluationOpen)

    /// The fields with their layouts and rules.
    var entryFields: any EntryFields {
        switch self {
        case .accountOpen(let fields): fields
        case .policySet(let fields): fields
        case .datanetCreate(let fields): fields
        case .evaluationCommit(let fields): fields
        case .contributionCommit(let fields): fields
        case .contributionReveal(let fields): fields
        case .manifestCommit(let fields): fields
        case .beaconReveal(let fields): fields
        case .trainingResult(let fields): fields
        case .trainingAbort(let fields): fields
        case .deploy(let fields): fields
        case .deposit(let fields): fields
        case .answer(let fields): fields
        case .evaluationOpen(let fields): fields
        }
    }
}

/// The types of entry, by the byte that stands second in every entry.
package enum EntryType: UInt8, CaseIterable, Sendable {
    case accountOpen = 1
    case policySet
    case datanetCreate
    case evaluationCommit
    case contributionCommit
    case contributionReveal
    case manifestCommit
    case beaconReveal
    case trainingResult
    case trainingAbort
    case deploy
    case deposit
    case answer
    case evaluationOpen

    /// The fields of the type.
    var fields: any EntryFields.Type {
        switch self {
        case .accountOpen: AccountOpen.self
        case .policySet: PolicySet.self
        case .datanetCreate: DatanetCreate.self
        case .evaluationCommit: EvaluationCommit.self
        case .contributionCommit: ContributionCommit.self
        case .contributionReveal: ContributionReveal.self
        case .manifestCommit: ManifestCommit.self
        case .beaconReveal: BeaconReveal.self
        case .trainingResult: TrainingResult.self
        case .trainingAbort: TrainingAbort.self
        case .deploy: Deploy.self
        case .deposit: Deposit.self
        case .answer: Answer.self
        case .evaluationOpen: EvaluationOpen.self
        }
    }

    /// What entries of the type are called and say.
    package var words: EntryWords { fields.words }
}

/// Types whose numbers are kept free for what comes; no entry of them is read or written yet.
package enum ReservedEntryType: UInt8, CaseIterable, Sendable {
    /// The end of a cohort of contributions.
    case epochMark = 15
    /// Money that leaves.
    case payOut
    /// Held money that becomes payable.
    case trueUp
    /// Held money that is burned.
    case expiry
    /// Shares in a model.
    case shareMint
}

extension EntryBody {
    /// The type, as the entry's second byte names it.
    package var type: EntryType { Swift.type(of: entryFields).type }

    /// The signed fields, whatever the type.
    package var fields: any SignedFields { entryFields }

    /// The fields as a page lists them, but for the signature.
    package var listedFields: [EntryField] { entryFields.listed }

    /// The layout of the fields; the entry's first byte.
    package var layoutNumber: UInt8 { entryFields.layoutNumber }

    init(_ type: EntryType, layout: UInt8, from reader: inout EntryReader) throws(EntryError) {
        self = try type.fields.body(from: &reader, layout: layout)
    }
}
