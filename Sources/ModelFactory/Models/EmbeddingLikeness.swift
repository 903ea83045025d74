internal import Datanets
internal import LanguageModels
internal import Synchronization
package import Tensors

/// A base model's embeddings, as the intake of rows compares texts by them.
///
/// The bits do not depend on machine or threads, so that whoever has the model repeats an intake.
package final class EmbeddingLikeness: TextLikeness {
    /// Longer texts are compared by their beginning.
    private static let maximumTokens = 128

    private let threads: ComputeThreads
    private let load: @Sendable () throws -> BaseModel
    private let loaded: Mutex<BaseModel?>

    /// Embeds by a model.
    package init(_ base: BaseModel, threads: ComputeThreads) {
        self.threads = threads
        load = { base }
        loaded = Mutex(base)
    }

    /// Embeds by a model that is loaded when two texts have to be compared; most contributions
    /// have none.
    package init(threads: ComputeThreads, loading load: @escaping @Sendable () throws -> BaseModel)
    {
        self.threads = threads
        self.load = load
        loaded = Mutex(nil)
    }

    package func millis(between text: String, and others: [String]) throws -> [Int] {
        let base = try model()
        let rows = base.folder.embeddings(
            of: ([text] + others).map { base.tokens(of: $0, maximumTokens: Self.maximumTokens) },
            by: base.classifier.encoder, threads: threads)
        let first = rows.row(0)
        return others.indices.map { other in
            let second = rows.row(other + 1)
            let lengths = first.dot(first).squareRoot() * second.dot(second).squareRoot()
            let cosine = first.dot(second) / max(lengths, 1e-12)
            // Weights made to overflow give no number; such texts are not alike.
            return cosine.isFinite ? Int(min(max(cosine, -1), 1) * 1_000) : 0
        }
    }

    private func model() throws -> BaseModel {
        try loaded.withLock { loaded in
            if let base = loaded { return base }
            let base = try load()
            loaded = base
            return base
        }
    }
}
