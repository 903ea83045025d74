internal import Datanets
internal import LanguageModels
internal import Synchronization
package import Tensors
internal import Wire

/// A base model's embeddings, as the intake of rows compares texts by them.
///
/// The bits do not depend on machine or threads, so that whoever has the model repeats an intake.
package final class EmbeddingLikeness: TextLikeness {
    /// Longer texts are compared by their beginning.
    private static let maximumTokens = 128
    /// Vectors that are kept: 1.5 KB each and their texts.
    private static let keptVectors = 1_024

    private let threads: ComputeThreads
    private let load: @Sendable () throws -> BaseModel
    private let loaded: Mutex<BaseModel?>
    private let lately = Mutex<[ByteName: [Float]]>([:])

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
        let vectors = try embeddings(of: [text] + others)
        let first = vectors[0]
        return vectors.dropFirst().map { second in
            let lengths = first.dot(first).squareRoot() * second.dot(second).squareRoot()
            let cosine = first.dot(second) / max(lengths, 1e-12)
            // Weights made to overflow give no number; such texts are not alike.
            return cosine.isFinite ? Int(min(max(cosine, -1), 1) * 1_000) : 0
        }
    }

    /// One vector a text; those that were made lately are not made again, so that a thousand copies
    /// of one row cost a thousand embeddings and not five thousand.
    private func embeddings(of texts: [String]) throws -> [[Float]] {
        let base = try model()
        var (vectors, missing): ([ByteName: [Float]], [ByteName]) = ([:], [])
        lately.withLock { lately in
            for text in texts.map({ ByteName($0) }) where vectors[text] == nil {
                vectors[text] = lately[text]
                if vectors[text] == nil, !missing.contains(text) { missing.append(text) }
            }
        }
        let rows = base.folder.embeddings(
            of: missing.map { base.tokens(of: $0.text, maximumTokens: Self.maximumTokens) },
            by: base.classifier.encoder, threads: threads)
        lately.withLock { lately in
            if lately.count + missing.count > Self.keptVectors { lately = [:] }
            for (position, text) in missing.enumerated() {
                let vector = Array(rows.row(position))
                vectors[text] = vector
                lately[text] = vector
            }
        }
        return texts.map { vectors[ByteName($0)] ?? [] }
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
