internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Tensors
internal import Tokenizers

/// Embeds texts for nothing, on a thread that gives way to all others.
///
/// So the paid answers beside it keep the processors, whatever is asked for here. Requests take
/// turns, a piece each; one whose caller has left is dropped before its next piece.
actor TextEmbedder {
    private let thread = DedicatedThread(name: "embeddings", yields: true)
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// What is embedded, or only counted, before another request gets its turn.
    private static let pieceTexts = 64
    /// Tokens of a piece and thread: some tenths of a second.
    private static let pieceTokens = 1_024

    private let base: BaseModel
    private let threadCount: Int
    /// Started by the thread that yields, so that it yields as well.
    private lazy var threads = ComputeThreads(count: threadCount)
    private var vocabulary: TokenVocabulary?

    /// An embedder over a base model.
    ///
    /// - Parameters:
    ///   - base: embeds texts.
    ///   - threadCount: how many threads of its own compute.
    init(base: BaseModel, threadCount: Int) {
        self.base = base
        self.threadCount = threadCount
    }

    /// The tokens that the model reads of inputs: what is beyond its longest sequence is cut off,
    /// as sentence-transformers does.
    ///
    /// - Throws: ``ServiceRefusal`` for tokens that stand for no text, `CancellationError` when the
    ///   caller has left.
    nonisolated func tokens(of inputs: [EmbeddingInput]) async throws -> [[Int32]] {
        var tokens: [[Int32]] = []
        for start in stride(from: 0, to: inputs.count, by: Self.pieceTexts) {
            try Task.checkCancellation()
            tokens += try await encoded(
                inputs, start..<min(start + Self.pieceTexts, inputs.count))
        }
        return tokens
    }

    /// Vectors of unit length, as sentence-transformers makes them.
    ///
    /// - Throws: `CancellationError` when the caller has left; what was not computed never is.
    nonisolated func vectors(of tokens: [[Int32]]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(tokens.count)
        var rest = tokens[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            let piece = rest.prefix(Self.pieceLength(of: rest, threads: threadCount))
            vectors += await embedded(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return vectors
    }

    /// How many of the sequences are embedded at once: at least one.
    private static func pieceLength(of tokens: ArraySlice<[Int32]>, threads: Int) -> Int {
        var sum = 0
        let fitting = tokens.prefix(pieceTexts * threads).prefix { sequence in
            sum += sequence.count
            return sum <= pieceTokens * threads
        }
        return max(1, fitting.count)
    }

    private func encoded(_ inputs: [EmbeddingInput], _ range: Range<Int>) throws -> [[Int32]] {
        try range.map { position in
            let text: String
            switch inputs[position] {
            case .text(let given): text = given
            case .tokens(let tokens):
                guard let known = try knownVocabulary().text(of: tokens) else {
                    throw ServiceRefusal.invalid(
                        parameter: "input",
                        message: "input[\(position)] holds a number of no text in cl100k_base, the "
                            + "vocabulary that token numbers are read in; send texts "
                            + "(check_embedding_ctx_length=False in LangChain).")
                }
                text = known
            }
            return base.folder.tokenizer.encode(text, maximumTokens: base.folder.maximumTokens)
        }
    }

    private func knownVocabulary() throws -> TokenVocabulary {
        if let vocabulary { return vocabulary }
        let read = try TokenVocabulary.committed()
        vocabulary = read
        return read
    }

    private func embedded(_ tokens: [[Int32]]) -> [[Float]] {
        let rows = base.folder.embeddings(
            of: tokens, by: base.classifier.encoder, threads: threads)
        return (0..<rows.rows).map { Array(rows.row($0)) }
    }
}
