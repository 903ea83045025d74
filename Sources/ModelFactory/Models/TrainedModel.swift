internal import Economy
package import Identity
package import LanguageModels
package import Ledger
package import Machine
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
    /// What the gate measured, where refused rows then left the training; nil where the model
    /// itself was measured.
    package let measured: MeasuredClassifier?
    /// Root of the training transcript.
    package let transcriptRoot: Digest

    /// A model of its parts.
    package init(
        manifest: TrainingManifest, adapter: LoRAAdapter, parts: ModelParts, gate: GateFile,
        measured: MeasuredClassifier? = nil, transcriptRoot: Digest
    ) {
        self.manifest = manifest
        self.adapter = adapter
        self.parts = parts
        self.gate = gate
        self.measured = measured
        self.transcriptRoot = transcriptRoot
    }
}

extension TrainedModel {
    /// Of the manifest's rows those that the model learned from, in their order.
    ///
    /// Rows of accounts that the gate refused are not among them; under earlier manifests they are.
    package func learned<Row>(_ rows: [Row], account: (Row) -> AccountAddress) -> [Row] {
        gate.learned(rows, under: manifest.verdict, account: account)
    }

    /// How many of the manifest's rows the model learned from.
    package var learnedRowCount: Int {
        switch manifest.verdict {
        case .gates: manifest.rowCount - gate.refusedRowCount
        case .measures, nil: manifest.rowCount
        }
    }
}

extension GateFile {
    /// The rows that stay in the training.
    func learned<Row>(
        _ rows: [Row], under verdict: Economy.Verdict?, account: (Row) -> AccountAddress
    ) -> [Row] {
        switch verdict {
        case .measures, nil: return rows
        case .gates:
            let standings = standings
            return rows.filter { standings[account($0)] != .held(.gated) }
        }
    }
}

/// A classifier as the gate measured it, over all rows of the manifest.
package struct MeasuredClassifier: Sendable {
    /// Its adapter.
    package let adapter: LoRAAdapter
    /// Its head.
    package let head: SoftmaxRegression.Parameters

    /// A classifier of its parts.
    package init(adapter: LoRAAdapter, head: SoftmaxRegression.Parameters) {
        self.adapter = adapter
        self.head = head
    }

    /// Refuses numbers with which a question's answer could leave the range of Float.
    ///
    /// - Throws: `OperationError` that names the tensor.
    package func requireReach(over encoder: BertEncoder) throws(OperationError) {
        do throws(SafetensorsError) { try encoder.requireReach(adapter) } catch {
            throw OperationError(.altered, "\(error)")
        }
        let limit = Float.greatestFiniteMagnitude.squareRoot()
        let width = SequenceClassifier.featureScale * Float(head.weights.columns)
        let largest = head.weights.values.reduce(0) { max($0, abs($1)) }
        let bias = head.bias.reduce(0) { max($0, abs($1)) }
        for (name, reach) in [("weight", largest * width), ("bias", bias)]
        where !(reach <= limit) {
            throw OperationError(
                .altered, "the head's tensor \(name) is beyond the range of arithmetic")
        }
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

    /// The class of the highest logit in each row of features, with the model's probability of it.
    package func decisions(_ features: Matrix) -> [Decision] {
        Self.decisions(ofLogits: head.logits(features))
    }

    /// A class that was answered.
    package struct Decision: Equatable, Sendable {
        /// The class.
        package let label: Int
        /// The model's own probability of it.
        package let confidence: Confidence
    }

    /// The decisions of finite logits: the softmax of each row at its highest number.
    ///
    /// Its bits depend on nothing but the row, as all that the kernels compute.
    package static func decisions(ofLogits logits: Matrix) -> [Decision] {
        var probabilities = logits
        probabilities.applySoftmaxToRows()
        return strongest(logits).enumerated().map { row, label in
            Decision(
                label: label, confidence: Confidence(roundingDown: probabilities[row, label]))
        }
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

extension Confidence {
    /// A probability as softmax gives it, cut off to parts per million.
    ///
    /// - Precondition: it is within 0 and 1, as softmax of finite logits is.
    init(roundingDown probability: Float) {
        // A million is 2⁶ · 15625, so that 24 bits of the probability and 14 of that fit a double:
        // nothing is rounded before the fraction is cut off.
        let parts = Double(probability) * Double(Self.limit)
        guard parts >= 0, parts <= Double(Self.limit),
            let confidence = Confidence(partsPerMillion: UInt32(parts))
        else { preconditionFailure("softmax of finite logits lies within 0 and 1") }
        self = confidence
    }
}
