package import Identity
package import LanguageModels
package import ProofOfAttribution
package import Tensors
package import Wire

/// A model as training left it: what answers questions and what traces the answers.
package struct TrainedModel: Sendable {
    /// What was fixed before training.
    package let manifest: TrainingManifest
    /// The trained adapter.
    package let adapter: LoRAAdapter
    /// The trained head.
    package let head: SoftmaxRegression.Parameters
    /// The attribution index.
    package let index: HeadKernelIndex
    /// Where the contributors stand.
    package let gate: GateFile
    /// The account of each training row.
    package let owners: [AccountAddress]
    /// Root of the training transcript.
    package let transcriptRoot: Digest

    /// A model of its parts.
    package init(
        manifest: TrainingManifest, adapter: LoRAAdapter, head: SoftmaxRegression.Parameters,
        index: HeadKernelIndex, gate: GateFile, owners: [AccountAddress], transcriptRoot: Digest
    ) {
        self.manifest = manifest
        self.adapter = adapter
        self.head = head
        self.index = index
        self.gate = gate
        self.owners = owners
        self.transcriptRoot = transcriptRoot
    }

    /// The class of the highest logit in each row of features, ties to the lower class.
    package func answers(_ features: Matrix) -> [Int] {
        Self.strongest(head.logits(features))
    }

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
