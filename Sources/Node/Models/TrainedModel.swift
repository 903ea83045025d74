public import Identity
public import LanguageModels
public import ModelFactory
public import ProofOfAttribution
public import Tensors
public import Wire

/// A model as training left it: what answers questions and what traces the answers.
public struct TrainedModel: Sendable {
    /// What was fixed before training.
    public let manifest: TrainingManifest
    /// The trained adapter.
    public let adapter: LoRAAdapter
    /// The trained head.
    public let head: SoftmaxRegression.Parameters
    /// The attribution index.
    public let index: HeadKernelIndex
    /// Where the contributors stand.
    public let gate: GateFile
    /// The account of each training row.
    public let owners: [AccountAddress]
    /// Root of the training transcript.
    public let transcriptRoot: Digest

    /// A model of its parts.
    public init(
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
    public func answers(_ features: Matrix) -> [Int] {
        Self.strongest(head.logits(features))
    }

    static func strongest(_ logits: Matrix) -> [Int] {
        (0..<logits.rows).map { row in
            var best = 0
            for column in 1..<max(1, logits.columns) where logits[row, column] > logits[row, best] {
                best = column
            }
            return best
        }
    }
}
