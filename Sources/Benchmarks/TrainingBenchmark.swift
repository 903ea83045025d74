internal import Datanets
internal import Demonstration
internal import Foundation
internal import LanguageModels
internal import Machine
internal import ModelFactory
internal import Node
internal import Tensors
internal import Wire

/// Rows a second that the demonstration's encoder embeds, and that LoRA training gets through,
/// beside sentence-transformers and PyTorch on the same rows with as many threads.
struct TrainingBenchmark {
    private let setting: BenchmarkSetting
    private let rowCount: Int

    init(_ setting: BenchmarkSetting, rows: Int) {
        self.setting = setting
        rowCount = rows
    }

    func run(_ report: (BenchmarkResult) -> Void) throws {
        let sample = try DebianSample.committed()
        guard rowCount <= sample.train.count else {
            throw OperationError(
                .measurement, "the sample has only \(sample.train.count) training rows")
        }
        let rows = DemonstrationRows(
            Array(sample.train.prefix(rowCount)), labels: sample.labels,
            base: try BaseModel(path: setting.modelFolder(), trainable: true))
        let threads = ComputeThreads(count: setting.threads)
        let python = setting.peerPython()
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
    ) throws -> BenchmarkResult {
        let peer = try python.map {
            try PythonPeer(
                python: $0,
                arguments: [
                    setting.checkoutPath("scripts/peers/torch_peer.py"), "--model",
                    setting.modelFolder(), "--sample", DebianSample.committedPath(), "--threads",
                    "\(setting.threads)", "--rows", "\(rowCount)", "--metric", metric, "--paired",
                ])
        }
        let measured = try PairedRuns(
            setting.runs, own: { Double(rowCount) / seconds() },
            peer: peer.map { peer in { try peer.rowsPerSecond() } })
        return BenchmarkResult(
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

/// A peer in Python that loads once, and then measures one run for each line that it is sent.
final class PythonPeer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread: [UInt8] = []
    /// The peer's name and version; nil before its first run.
    private(set) var name: String?

    /// Starts the peer.
    ///
    /// - Throws: `OperationError` when there is no such program.
    init(python: String, arguments: [String]) throws {
        process.executableURL = URL(filePath: python)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw OperationError(
                .measurement,
                "could not start \(python): correct OPENLEDGER_PEER_PYTHON or run: make peers")
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// One run's rows per second.
    ///
    /// - Throws: `OperationError` when the peer ended or says something else.
    func rowsPerSecond() throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("run\n".utf8))
        let line = try nextLine()
        guard let json = try? JSONValue(parsing: line, limit: 1 << 16),
            let rate = json["rowsPerSecond"]?.doubleValue, let name = json["peer"]?.stringValue
        else {
            throw OperationError(
                .measurement, "the peer said: \(String(decoding: line, as: UTF8.self))")
        }
        self.name = name
        return rate
    }

    private func nextLine() throws -> [UInt8] {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeFirst(end + 1) }
                return Array(unread[..<end])
            }
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else {
                throw OperationError(
                    .measurement, "the peer ended without a figure; what went wrong stands above")
            }
            unread += bytes
        }
    }
}
