package import LanguageModels
package import Tensors
package import Wire

/// A model as training left it: what answers questions and what traces the answers.
package struct TrainedModel: Sendable {
    /// What was fixed before training.
    package let manifest: TrainingManifest
    /// The trained adapter.
    package let adapter: LoRAAdapter
    /// What its kind of model has beside.
    package let parts: ModelParts
    /// Where the contributors stand.
    package let gate: GateFile
    /// Root of the training transcript.
    package let transcriptRoot: Digest

    /// A model of its parts.
    package init(
        manifest: TrainingManifest, adapter: LoRAAdapter, parts: ModelParts, gate: GateFile,
        transcriptRoot: Digest
    ) {
        self.manifest = manifest
        self.adapter = adapter
        self.parts = parts
        self.gate = gate
        self.transcriptRoot = transcriptRoot
    }
}

/// What a kind of model has that others have not.
package enum ModelParts: Sendable {
    /// Answers with a label.
    case classifier(Classifier)

    /// The attribution index.
    package var index: ModelAttribution.Index {
        switch self {
        case .classifier(let classifier): classifier.index
        }
    }
}

/// A classifier over features of the tuned encoder.
package struct Classifier: Sendable {
    /// The classes, in the order of the head's rows.
    package let labels: [String]
    /// The trained head.
    package let head: SoftmaxRegression.Parameters
    /// The attribution index.
    package let index: ModelAttribution.Index

    /// A classifier of its parts.
    package init(
        labels: [String], head: SoftmaxRegression.Parameters, index: ModelAttribution.Index
    ) {
        self.labels = labels
        self.head = head
        self.index = index
    }

    /// The class of the highest logit in each row of features, ties to the lower class.
    package func answers(_ features: Matrix) -> [Int] {
        Self.strongest(head.logits(features))
    }

    /// The column of the highest number in each row, ties to the lower column.
    package static func strongest(_ logits: Matrix) -> [Int] {
        (0..<logits.rows).map { row in
            var best = 0
            for column in 1..<max(1, logits.columns) where logits[row, column] > logits[row, best] {
                best = column
            }
            return best
        }
    }
}
