internal import Dispatch
internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import Node
internal import Synchronization
internal import Tensors

/// A model that names labels, several questions at a time, on a thread of its own: as a node
/// computes them.
final class PlainModel: Sendable {
    /// Questions in one pass, as in a node.
    private static let batchLimit = 8

    private struct Waiting {
        let tokens: [Int32]
        let answer: CheckedContinuation<String, Never>
    }

    private let base: BaseModel
    private let manifest: TrainingManifest
    private let adapter: PackedAdapter
    private let head: SoftmaxRegression.Parameters
    private let threads: ComputeThreads
    private let thread = DispatchQueue(label: "answers")
    private let inbox = Mutex<[Waiting]>([])

    /// Reads the public files of a model.
    init(folder: String, base: BaseModel, threads: ComputeThreads) throws {
        self.base = base
        self.threads = threads
        let files = DataFiles(root: folder)
        manifest = try TrainingManifest(
            fileBytes: files.read("manifest.json", limit: FileLimit.text))
        let configuration = base.classifier.encoder.configuration
        adapter = PackedAdapter(
            try AdapterFolder.read(folder + "/adapter", configuration: configuration))
        head = try HeadFile.read(
            files.read("head.safetensors", limit: FileLimit.tensors),
            classes: manifest.labels.count,
            width: configuration.hiddenSize)
    }

    /// The label of a text, and how many tokens it has.
    func label(of text: String) async -> (String, Int) {
        let tokens = base.tokens(of: text, maximumTokens: manifest.recipe.maximumTokens)
        let label = await withCheckedContinuation { continuation in
            inbox.withLock { $0.append(Waiting(tokens: tokens, answer: continuation)) }
            thread.async { self.computeNext() }
        }
        return (label, tokens.count)
    }

    private func computeNext() {
        let batch = inbox.withLock { inbox in
            defer { inbox.removeFirst(min(Self.batchLimit, inbox.count)) }
            return Array(inbox.prefix(Self.batchLimit))
        }
        guard !batch.isEmpty else { return }
        let logits = head.logits(
            base.classifier.features(batch.map(\.tokens), packed: adapter, threads: threads))
        for (row, waiting) in batch.enumerated() {
            let values = logits.row(row)
            let best = values.indices.max { values[$0] < values[$1] } ?? values.startIndex
            waiting.answer.resume(returning: manifest.labels[best - values.startIndex])
        }
    }
}
