internal import Economy
internal import Identity
internal import LanguageModels
public import Ledger
internal import ModelFactory
internal import Money
internal import ProofOfAttribution
public import Tensors
internal import Wire

/// Answers questions with a deployed model and traces each answer to the rows that shaped it.
///
/// The desk is the one place where attribution becomes ledger lines; whoever repeats a receipt uses
/// it, too.
public struct AnswerDesk: Sendable {
    private let base: BaseModel
    private let model: TrainedModel
    private let adapter: PackedAdapter
    private let method: HeadKernel
    private let standings: [AccountAddress: AttributedRow.Hold?]

    /// One answer before money is put to it.
    public struct Reply: Equatable, Sendable {
        /// The answer's text: a label.
        public let text: String
        /// The rows that shaped it.
        public let rows: [AttributedRow]
    }

    /// A desk for one model.
    public init(base: BaseModel, model: TrainedModel) {
        self.base = base
        self.model = model
        adapter = PackedAdapter(model.adapter)
        method = HeadKernel(index: model.index)
        standings = model.gate.standings.mapValues { standing in
            switch standing {
            case .payable: nil
            case .gated: .gated
            case .fewRows: .fewRows
            }
        }
    }

    /// Features of questions, as the head reads them.
    public func features(_ questions: [String], threads: ComputeThreads) -> Matrix {
        let tokens = questions.map {
            base.tokens(of: $0, maximumTokens: model.manifest.recipe.maximumTokens)
        }
        return base.classifier.features(tokens, packed: adapter, threads: threads)
    }

    /// Answers and their attributions, question by question.
    public func replies(to questions: [String], threads: ComputeThreads) -> [Reply] {
        let answers = answers(to: questions, threads: threads)
        return threads.map(questions.count) { reply(to: answers[$0]) }
    }

    /// What the model says, not traced to rows yet.
    func answers(to questions: [String], threads: ComputeThreads) -> [ClassifiedAnswer] {
        let features = features(questions, threads: threads)
        return model.answers(features).enumerated().map { position, label in
            ClassifiedAnswer(feature: Array(features.row(position)), label: label)
        }
    }

    /// An answer with its attribution.
    func reply(to answer: ClassifiedAnswer) -> Reply {
        let attribution = method.attribution(of: answer)
        let rows = attribution.lines.map { line in
            let account = model.owners[line.position]
            return AttributedRow(
                row: UInt32(line.position), account: account, weight: line.weight,
                lower: line.lower, hold: standings[account] ?? .fewRows)
        }
        return Reply(text: model.manifest.labels[answer.label], rows: rows)
    }
}
