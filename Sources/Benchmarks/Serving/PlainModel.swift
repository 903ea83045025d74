internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import Node
internal import NodeAPI
internal import Tensors

/// A model that names labels, several questions at a time, on a thread of its own: as a node
/// computes them.
final class PlainModel: Sendable {
    /// Questions in one pass, as in a node.
    private static let batchLimit = 8

    private let base: BaseModel
    private let manifest: TrainingManifest
    private let labels: [String]
    private let adapter: PackedAdapter
    private let head: SoftmaxRegression.Parameters
    private let threads: ComputeThreads
    private let thread = DedicatedThread(name: "answers")
    private let inbox = BatchQueue<[Int32], String>()

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
        switch manifest.kind {
        case .classifier(let labels): self.labels = labels
        }
        head = try HeadFile.read(
            files.read("head.safetensors", limit: FileLimit.tensors),
            classes: labels.count,
            width: configuration.hiddenSize)
    }

    /// The label of a text, and how many tokens both have.
    func label(of text: String) async throws -> (String, TokenCounts) {
        let tokens = base.tokens(of: text, maximumTokens: manifest.recipe.maximumTokens)
        let tickets = try inbox.add([tokens])
        let label = await withCheckedContinuation { continuation in
            thread.perform {
                let found = self.inbox.outcomes(
                    of: tickets, upTo: Self.batchLimit, work: self.labels)
                continuation.resume(returning: found[0])
            }
        }
        let completion = manifest.kind.tokenCount(ofAnswer: label)
        return (label, TokenCounts(prompt: tokens.count, completion: completion))
    }

    private func labels(of texts: [[Int32]]) -> [String] {
        let logits = head.logits(
            base.classifier.features(texts, packed: adapter, threads: threads))
        return texts.indices.map { row in
            let values = logits.row(row)
            let best = values.indices.max { values[$0] < values[$1] } ?? values.startIndex
            return labels[best - values.startIndex]
        }
    }
}
