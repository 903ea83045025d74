public import ArgumentParser

/// `openledger bench NAME`: measures one part of the program, beside its peer where there is one.
public struct BenchCommand: AsyncParsableCommand {
    /// What `--help` prints.
    public static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure one part of the program beside its peer.",
        discussion: """
            Prints a line a result. A peer that is installed runs in turns with this program, on \
            the same data and with as many threads; figures are medians, and a ratio above 1 means \
            that this program is better. Names: \(Benchmark.names).
            """)

    @Argument(help: "What to measure: \(Benchmark.names).")
    var name: String

    @Flag(help: "Print a JSON object a line.")
    var json = false

    @Option(help: "Runs of each side, at least 5.")
    var runs = 7

    @Option(help: "Rows of a training run, or of the demonstration that is served.")
    var rows = 1_024

    @Option(help: "Seconds that a run of questions to a server lasts, at least.")
    var seconds = 3.0

    @Option(help: "A demonstration's directory to serve copies of. (default: one that is made)")
    var data: String?

    @Flag(help: .hidden)
    var plain = false

    @Option(help: "Folder of the base model.")
    var model: String?

    /// Made by the parser.
    public init() {}

    /// Refuses names of no benchmark.
    public func validate() throws {
        guard Benchmark(rawValue: name) != nil else {
            throw ValidationError("there is no benchmark '\(name)'; there are: \(Benchmark.names)")
        }
        guard rows >= 32 else { throw ValidationError("a training run needs at least 32 rows") }
        guard (0.1...600).contains(seconds) else {
            throw ValidationError("a run of questions lasts 0.1 to 600 seconds")
        }
        guard runs >= PairedRuns.fewest else {
            throw ValidationError("a median needs at least \(PairedRuns.fewest) runs")
        }
    }

    /// Measures and prints.
    public func run() async throws {
        let setting = try BenchSetting(runs: runs, model: model)
        if plain, let data {
            return try await ServingPlainNode.run(data: data, model: setting.modelFolder())
        }
        func report(_ result: BenchResult) {
            StandardOutput.line(json ? result.jsonLine : result.line)
        }
        switch Benchmark(rawValue: name) {
        case .kernels: try KernelsBenchmark(setting).run(report)
        case .training: try TrainingBenchmark(setting, rows: rows).run(report)
        case .attribution: try AttributionBenchmark(setting).run(report)
        case .serving: try await serving(setting).run(report)
        case .ledger: try await LedgerBenchmark(setting).run(report)
        case .verify: try await VerifyBenchmark(setting).run(report)
        case nil: return
        }
    }

    private func serving(_ setting: BenchSetting) throws -> ServingBenchmark {
        try ServingBenchmark(
            setting, ServingOptions(data: data, rows: rows, seconds: seconds))
    }
}

/// What can be measured.
enum Benchmark: String, CaseIterable {
    case kernels, training, serving, attribution, ledger, verify

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
