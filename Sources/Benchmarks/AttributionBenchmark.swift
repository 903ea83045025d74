internal import Datanets
internal import Demonstration
internal import LanguageModels
internal import ModelFactory
internal import Node
internal import ProofOfAttribution
internal import Tensors
internal import Wire

/// Milliseconds that one thread needs to trace an answer to the demonstration's 4,000 rows.
///
/// The rows' features are the frozen encoder's and the head is the one that training starts from:
/// how long a trace takes depends on neither. There is no peer.
struct AttributionBenchmark {
    private static let questions = 64

    private let setting: BenchmarkSetting

    init(_ setting: BenchmarkSetting) {
        self.setting = setting
    }

    func run(_ report: (BenchmarkResult) -> Void) throws {
        let sample = try DebianSample.committed()
        let rows = DemonstrationRows(
            sample.train, labels: sample.labels,
            base: try BaseModel(path: setting.modelFolder(), trainable: false))
        let hidden = DemonstrationRows(
            Array(sample.hidden.prefix(Self.questions)), labels: sample.labels, base: rows.base)
        let threads = ComputeThreads(count: setting.threads)
        let features = rows.features(threads: threads)
        let seed = Digest.sha256(Array("bench".utf8))
        let head = LoRATrainer(
            recipe: TrainingRecipe(), classifier: rows.base.classifier, sequences: rows.tokens,
            labels: rows.classes, classes: sample.labels.count, frozenFeatures: features,
            seed: seed, threads: threads
        ).head
        setting.note("building the index of \(rows.tokens.count) rows")
        let method = HeadKernel(
            index: try HeadKernelIndex(
                features: features, labels: rows.classes, head: head,
                settings: HeadKernelSettings(), seed: seed, threads: threads))
        let asked = hidden.features(threads: threads)
        let answers = zip(0..<asked.rows, hidden.classes).map { row, label in
            ClassifiedAnswer(feature: Array(asked.row(row)), label: label)
        }
        let measured = try PairedRuns(
            setting.runs,
            own: {
                let seconds = Stopwatch.seconds {
                    for answer in answers { _ = method.attribution(of: answer) }
                }
                return seconds * 1_000 / Double(answers.count)
            }, peer: nil)
        report(
            BenchmarkResult(
                metric: "attribution", value: measured.median, unit: "ms/answer",
                runs: setting.runs, better: .less,
                details: [("rows", rows.tokens.count), ("threads", 1)]))
    }
}

/// Rows of the demonstration as the encoder reads them.
struct DemonstrationRows {
    let base: BaseModel
    let texts: [String]
    let tokens: [[Int32]]
    let classes: [Int]

    init(_ items: [DebianSample.Item], labels: LabelSet, base: BaseModel) {
        self.base = base
        texts = items.map(\.row.text)
        classes = items.compactMap { labels.classNumber(of: $0.row.label) }
        let limit = TrainingRecipe().maximumTokens
        tokens = texts.map { base.tokens(of: $0, maximumTokens: limit) }
    }

    /// Features under the encoder without an adapter.
    func features(threads: ComputeThreads) -> Matrix {
        base.classifier.features(tokens, threads: threads)
    }
}
