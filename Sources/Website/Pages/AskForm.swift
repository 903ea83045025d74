internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// The form in which a question is asked; its price stands before its button.
struct AskForm: Sendable {
    /// A model to choose, with its price.
    struct Choice: Sendable {
        let name: String
        let label: String
        let isChosen: Bool
    }

    let choices: [Choice]
    let hasModels: Bool
    let question: String
    let maximum: String
    let once: String
    /// Whether the form asks for a key, because nobody else pays.
    let needsKey: Bool

    /// A form over the models on sale.
    ///
    /// - Parameters:
    ///   - models: what can be asked.
    ///   - draft: what was typed before.
    ///   - head: where the log stands; the same form sent twice is answered and paid once.
    ///   - needsKey: whether the form asks for a key.
    init(_ models: [ModelCard], draft: AskDraft, head: LogHead, needsKey: Bool) {
        let chosen = models.first { $0.name == draft.model } ?? models.first
        choices = models.map { model in
            Choice(
                name: model.name,
                label: "\(ClippedText.name(model.name)) · \(model.terms.fee) an answer",
                isChosen: model.name == chosen?.name)
        }
        hasModels = !models.isEmpty
        question = draft.question
        maximum = draft.maximum ?? chosen?.terms.fee.decimalOPEN ?? ""
        once = "\(head.size)-\(head.root.hex.prefix(16))"
        self.needsKey = needsKey
    }
}

/// What somebody typed into the form.
struct AskDraft: Sendable {
    var model = ""
    var question = ""
    /// The most that the answer may cost, in OPEN; nil for the model's price.
    var maximum: String?
    var key: String?
    /// What makes a form sent twice the same question.
    var once: String?
}

/// What became of a question that was not answered, in words.
struct Notice: Sendable {
    let heading: String
    let sentence: String
    /// Nearest names of models, or nothing.
    let nearest: [ModelLink]
    let hasNearest: Bool
    /// Whether it is a mistake rather than a wait.
    let isBad: Bool

    init(_ heading: String, _ sentence: String, nearest: [ModelLink] = [], isBad: Bool = false) {
        self.heading = heading
        self.sentence = sentence
        self.nearest = nearest
        hasNearest = !nearest.isEmpty
        self.isBad = isBad
    }
}

/// A model as a link.
struct ModelLink: Sendable {
    let href: String
    let name: String

    init(_ name: String) {
        href = "/models/" + PercentEncoding.encode(name)
        self.name = ClippedText.name(name)
    }
}
