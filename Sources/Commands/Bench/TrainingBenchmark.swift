internal import Datanets
internal import LanguageModels
internal import ModelFactory
internal import Node
internal import Tensors
internal import Wire

/// Rows a second that the demonstration's encoder embeds, and that LoRA training gets through,
/// beside sentence-transformers and PyTorch on the same rows with as many threads.
struct TrainingBenchmark {
    private let setting: BenchSetting
    private let rowCount: Int

    init(_ setting: BenchSetting, rows: Int) {
        self.setting = setting
        rowCount = rows
    }

    func run(_ report: (BenchResult) -> Void) throws {
        let sample = try setting.sample()
        guard rowCount <= sample.train.count else {
            throw BenchError("the sample has only \(sample.train.count) training rows")
        }
        let rows = DemonstrationRows(
            Array(sample.train.prefix(rowCount)), labels: sample.labels,
            base: try BaseModel(path: setting.modelFolder(), trainable: true))
        let threads = ComputeThreads(count: setting.threads)
        let python = setting.peerPython()
        if python == nil {
            setting.note("the peers are not installed; install them with: make peers")
        }
        let embedding = try measure("embedding", python) { Self.embed(rows, threads) }
        report(embedding)
        let features = rows.features(threads: threads)
        func train() -> Double {
            Self.train(rows, features, classes: sample.labels.count, threads)
        }
        for peer in python == nil ? ["training"] : ["training", "training-peft"] {
            report(try measure(peer, python, train))
        }
    }

    /// Rows a second of ours and of the Python peer, which stays up and runs when it is told to.
    private func measure(
        _ metric: String, _ python: String?, _ seconds: () -> Double
    ) throws -> BenchResult {
        let peer = try python.map {
            try PythonPeer(
                python: $0,
                arguments: [
                    setting.checkoutPath("scripts/peers/torch_peer.py"), "--model",
                    setting.modelFolder(), "--sample", setting.samplePath(), "--threads",
                    "\(setting.threads)", "--rows", "\(rowCount)", "--metric", metric, "--paired",
                ])
        }
        let measured = try PairedRuns(
            setting.runs, own: { Double(rowCount) / seconds() },
            peer: peer.map { peer in { try peer.rowsPerSecond() } })
        return BenchResult(
            metric: metric, value: measured.median, unit: "rows/s", peer: peer?.name,
            peerValue: measured.peerMedian, runs: setting.runs,
            details: [("threads", setting.threads), ("rows", rowCount)])
    }

    /// From texts to unit vectors, as sentence-transformers' `encode` does.
    private static func embed(_ rows: DemonstrationRows, _ threads: ComputeThreads) -> Double {
        Stopwatch.seconds {
            let texts = rows.texts
            let folder = rows.base.folder
            let tokens = threads.map(texts.count) { folder.tokens(of: texts[$0]) }
            _ = rows.base.classifier.features(tokens, threads: threads)
        }
    }

    /// One epoch of the demonstration's recipe.
    private static func train(
        _ rows: DemonstrationRows, _ features: Matrix, classes: Int, _ threads: ComputeThreads
    ) -> Double {
        var recipe = TrainingRecipe()
        recipe.epochs = 1
        var run = LoRATrainer(
            recipe: recipe, classifier: rows.base.classifier, sequences: rows.tokens,
            labels: rows.classes, classes: classes, frozenFeatures: features,
            seed: Digest.sha256(Array("bench".utf8)), threads: threads)
        return Stopwatch.seconds {
            while !run.isFinished { run.advance(threads: threads) }
        }
    }
}
