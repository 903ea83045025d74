package import Economy
internal import Identity
internal import LanguageModels
internal import Ledger
internal import Money
package import ProofOfAttribution
package import Tensors
internal import Wire

/// Answers questions with a deployed model and traces each answer to the rows that shaped it.
///
/// This is the one place where attribution becomes ledger lines; whoever repeats a receipt uses it,
/// too.
package struct AnswerComposer: Sendable {
    private let base: BaseModel
    private let model: TrainedModel
    private let adapter: PackedAdapter
    private let method: HeadKernel
    private let standings: [AccountAddress: HoldReason?]
    private let datanet: UInt64

    /// One answer before money is put to it.
    package struct Reply: Equatable, Sendable {
        /// The answer's text: a label.
        package let text: String
        /// The rows that shaped it.
        package let rows: [AttributedRow]
    }

    /// A composer for one model, whose rows are a Datanet's.
    package init(base: BaseModel, model: TrainedModel, datanet: UInt64) {
        self.datanet = datanet
        self.base = base
        self.model = model
        adapter = PackedAdapter(model.adapter)
        method = HeadKernel(index: model.index)
        standings = model.gate.standings.mapValues(\.hold)
    }

    /// Features of questions, as the head reads them.
    package func features(_ questions: [String], threads: ComputeThreads) -> Matrix {
        let tokens = questions.map {
            base.tokens(of: $0, maximumTokens: model.manifest.recipe.maximumTokens)
        }
        return base.classifier.features(tokens, packed: adapter, threads: threads)
    }

    /// Answers and their attributions, question by question.
    package func replies(to questions: [String], threads: ComputeThreads) -> [Reply] {
        let answers = answers(to: questions, threads: threads)
        return threads.map(questions.count) { reply(to: answers[$0]) }
    }

    /// What the model says, not traced to rows yet.
    package func answers(to questions: [String], threads: ComputeThreads) -> [ClassifiedAnswer] {
        let features = features(questions, threads: threads)
        return model.answers(features).enumerated().map { position, label in
            ClassifiedAnswer(feature: Array(features.row(position)), label: label)
        }
    }

    /// An answer with its attribution.
    package func reply(to answer: ClassifiedAnswer) -> Reply {
        let attribution = method.attribution(of: answer)
        let rows = attribution.lines.map { line in
            let account = model.owners[line.position]
            return AttributedRow(
                EvidenceSubject(datanet: datanet, number: UInt32(line.position)),
                account: account, weight: line.weight, lower: line.lower,
                hold: standings[account] ?? .fewRows)
        }
        return Reply(text: model.manifest.labels[answer.label], rows: rows)
    }
}
