package import Economy
internal import Identity
internal import LanguageModels
package import Ledger
package import Machine
internal import Money
package import ProofOfAttribution
package import Tensors
internal import Wire

/// Answers questions with a deployed model and traces each answer to the rows that shaped it.
///
/// Whoever repeats a receipt uses it, too.
package struct AnswerComposer: Sendable {
    private let base: BaseModel
    private let model: TrainedModel
    private let adapter: PackedAdapter
    private let tracer: ModelAttribution.Tracer
    private let standings: [AccountAddress: Standing]
    /// What the model learned from, by the positions of its index.
    private let rows: [TrainedRow]

    /// One answer before money is put to it.
    package struct Reply: Equatable, Sendable {
        /// The answer's text.
        package let text: String
        /// Tokens that the answer counts as.
        package let tokenCount: Int
        /// The model's own probability of the answer.
        package let confidence: Confidence
        /// The rows that shaped it.
        package let rows: [AttributedRow]
    }

    /// What a model says, not traced to rows yet.
    package enum Untraced: Sendable {
        /// A classifier's answer.
        case classified(ClassifiedAnswer, label: String, confidence: Confidence)
    }

    /// A composer for one model.
    ///
    /// - Parameters:
    ///   - base: the base model, the manifest's.
    ///   - model: the model.
    ///   - rows: the manifest's, in their order.
    /// - Throws: `OperationError` when the rows are not as many as the manifest's, or the base
    ///   model is another.
    package init(
        base: BaseModel, model: TrainedModel, rows: [TrainedRow]
    ) throws(OperationError) {
        try base.require(model.manifest)
        self.rows = model.learned(rows, account: \.account)
        guard rows.count == model.manifest.rowCount,
            self.rows.count == model.parts.index.rowCount
        else {
            throw OperationError(.altered, "the attribution index is of another number of rows")
        }
        self.base = base
        self.model = model
        adapter = PackedAdapter(model.adapter)
        tracer = ModelAttribution.Tracer(model.parts.index)
        standings = model.gate.standings
    }

    /// Features of questions, as the model's head reads them.
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
    package func answers(to questions: [String], threads: ComputeThreads) -> [Untraced] {
        switch model.parts {
        case .classifier(let classifier):
            let features = features(questions, threads: threads)
            return classifier.decisions(features).enumerated().map { position, decision in
                .classified(
                    ClassifiedAnswer(
                        feature: Array(features.row(position)), label: decision.label),
                    label: classifier.labels[decision.label], confidence: decision.confidence)
            }
        }
    }

    /// An answer with its attribution.
    package func reply(to answer: Untraced) -> Reply {
        switch answer {
        case .classified(let answer, let label, let confidence):
            Reply(
                text: label, tokenCount: model.manifest.kind.tokenCount(ofAnswer: label),
                confidence: confidence,
                rows: tracer.lines(of: answer, rows: rows, standings: standings))
        }
    }
}
