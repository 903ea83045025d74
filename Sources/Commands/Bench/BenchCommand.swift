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

    @Option(help: "Rows of a training run.")
    var rows = 1_024

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
        guard runs >= PairedRuns.fewest else {
            throw ValidationError("a median needs at least \(PairedRuns.fewest) runs")
        }
    }

    /// Measures and prints.
    public func run() async throws {
        let setting = try BenchSetting(runs: runs, model: model)
        func report(_ result: BenchResult) {
            StandardOutput.line(json ? result.jsonLine : result.line)
        }
        switch Benchmark(rawValue: name) {
        case .kernels: try KernelsBenchmark(setting).run(report)
        case .training: try TrainingBenchmark(setting, rows: rows).run(report)
        case .attribution: try AttributionBenchmark(setting).run(report)
        case .ledger: try await LedgerBenchmark(setting).run(report)
        case .verify: try await VerifyBenchmark(setting).run(report)
        case nil: return
        }
    }
}

/// What can be measured.
enum Benchmark: String, CaseIterable {
    case kernels, training, attribution, ledger, verify

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
