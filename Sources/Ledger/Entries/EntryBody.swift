import Wire

/// What an entry says, by type.
package enum EntryBody: Equatable, Sendable {
    /// Opens an account.
    case accountOpen(AccountOpen)
    /// Sets how fees are split.
    case policySet(PolicySet)
    /// Opens a Datanet.
    case datanetCreate(DatanetCreate)
    /// Fixes hidden evaluation items.
    case evaluationCommit(EvaluationCommit)
    /// Claims priority for rows.
    case contributionCommit(ContributionCommit)
    /// Opens a commitment to rows.
    case contributionReveal(ContributionReveal)
    /// Fixes a training run before it starts.
    case manifestCommit(ManifestCommit)
    /// Shows the secret of a second key.
    case beaconReveal(BeaconReveal)
    /// Ends a training run with a model.
    case trainingResult(TrainingResult)
    /// Ends a training run without a model.
    case trainingAbort(TrainingAbort)
    /// Puts a model on sale.
    case deploy(Deploy)
    /// Brings money in.
    case deposit(Deposit)
    /// One paid answer.
    case answer(Answer)
    /// Opens evaluation items and retires them.
    case evaluationOpen(EvaluationOpen)

    /// The type, as the entry's second byte names it.
    package var type: EntryType {
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

    /// The signed fields, whatever the type.
    package var fields: any SignedFields { entryFields }

    /// The fields as a page lists them, but for the signature.
    package var listedFields: [EntryField] { entryFields.listed }

    /// The layout of the fields; the entry's first byte.
    package var layoutNumber: UInt8 { entryFields.layoutNumber }

    init(_ type: EntryType, layout: UInt8, from reader: inout EntryReader) throws(EntryError) {
        func read<Fields: EntryFields>(_ fields: Fields.Type) throws(EntryError) -> Fields {
            try Fields(from: &reader, layout: layout)
        }
        self =
            switch type {
            case .accountOpen: .accountOpen(try read(AccountOpen.self))
            case .policySet: .policySet(try read(PolicySet.self))
            case .datanetCreate: .datanetCreate(try read(DatanetCreate.self))
            case .evaluationCommit: .evaluationCommit(try read(EvaluationCommit.self))
            case .contributionCommit: .contributionCommit(try read(ContributionCommit.self))
            case .contributionReveal: .contributionReveal(try read(ContributionReveal.self))
            case .manifestCommit: .manifestCommit(try read(ManifestCommit.self))
            case .beaconReveal: .beaconReveal(try read(BeaconReveal.self))
            case .trainingResult: .trainingResult(try read(TrainingResult.self))
            case .trainingAbort: .trainingAbort(try read(TrainingAbort.self))
            case .deploy: .deploy(try read(Deploy.self))
            case .deposit: .deposit(try read(Deposit.self))
            case .answer: .answer(try read(Answer.self))
            case .evaluationOpen: .evaluationOpen(try read(EvaluationOpen.self))
            }
    }

    func write(to writer: inout WireWriter) {
        entryFields.write(to: &writer)
    }

    private var entryFields: any EntryFields {
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
