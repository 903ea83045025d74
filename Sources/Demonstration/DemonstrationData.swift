internal import Datanets
internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import Tensors
internal import Wire

/// The rows of a demonstration: a sample of the Debian package index, and what the frozen encoder
/// makes of its evaluation and hidden rows.
struct DemonstrationData: Sendable {
    let sample: DebianSample
    let evaluation: BaselineComparison.Split
    let hidden: BaselineComparison.Split

    static let defaultRows = 4000
    /// A sample has a quarter as many evaluation items, and a model is judged by ten or more.
    static let leastRows = 40
    /// Tokens that a row's text is cut to; 0.07 % of the index is longer.
    static let maximumTokens = 32

    init(
        _ options: DemonstrationOptions, base: BaseModel, threads: ComputeThreads
    ) throws {
        let rows = options.rows ?? Self.defaultRows
        guard rows >= Self.leastRows else {
            throw OperationError(
                .usage, "a demonstration needs at least \(Self.leastRows) rows: give more --rows")
        }
        guard rows <= Self.defaultRows || options.packageIndex != nil else {
            throw OperationError(
                .usage,
                "the committed sample has \(Self.defaultRows) team rows: give --rows "
                    + "\(Self.defaultRows) or fewer, or take this machine's index with --apt")
        }
        sample = try Self.sample(options, rows: rows)
        let labels = sample.labels
        func split(_ items: [DebianSample.Item]) -> BaselineComparison.Split {
            .init(items.map(\.row), labels: labels, base: base, threads: threads)
        }
        evaluation = split(sample.evaluation)
        hidden = split(sample.hidden)
    }

    private static func sample(
        _ options: DemonstrationOptions, rows: Int
    ) throws -> DebianSample {
        if let index = options.packageIndex {
            let all = DebianRows(DebianIndex(parsing: index))
            return DebianSample(drawnFrom: all, sizes: DebianSample.Sizes(rows: rows))
                .drawn(options.draw)
        }
        return try DebianSample.committed().drawn(options.draw).taking(rows: rows)
    }
}

extension BaselineComparison.Split {
    init(_ rows: [DatanetRow], labels: LabelSet, base: BaseModel, threads: ComputeThreads) {
        let numbers = rows.compactMap { labels.classNumber(of: $0.label) }
        precondition(numbers.count == rows.count, "rows of a sample have its labels")
        self.init(
            texts: rows.map(\.text), labels: numbers,
            features: base.classifier.features(
                rows.map {
                    base.tokens(of: $0.text, maximumTokens: DemonstrationData.maximumTokens)
                }, threads: threads))
    }
}
