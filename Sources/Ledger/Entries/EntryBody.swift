import Wire

/// What an entry says, by type.
public enum EntryBody: Equatable, Sendable {
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
    public var type: EntryType {
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
    public var fields: any SignedFields { entryFields }

    init(_ type: EntryType, from reader: inout EntryReader) throws(EntryError) {
        self =
            switch type {
            case .accountOpen: .accountOpen(try AccountOpen(from: &reader))
            case .policySet: .policySet(try PolicySet(from: &reader))
            case .datanetCreate: .datanetCreate(try DatanetCreate(from: &reader))
            case .evaluationCommit: .evaluationCommit(try EvaluationCommit(from: &reader))
            case .contributionCommit: .contributionCommit(try ContributionCommit(from: &reader))
            case .contributionReveal: .contributionReveal(try ContributionReveal(from: &reader))
            case .manifestCommit: .manifestCommit(try ManifestCommit(from: &reader))
            case .beaconReveal: .beaconReveal(try BeaconReveal(from: &reader))
            case .trainingResult: .trainingResult(try TrainingResult(from: &reader))
            case .trainingAbort: .trainingAbort(try TrainingAbort(from: &reader))
            case .deploy: .deploy(try Deploy(from: &reader))
            case .deposit: .deposit(try Deposit(from: &reader))
            case .answer: .answer(try Answer(from: &reader))
            case .evaluationOpen: .evaluationOpen(try EvaluationOpen(from: &reader))
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
