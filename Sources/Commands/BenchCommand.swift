package import ArgumentParser
internal import Benchmarks
internal import Logging

/// `openledger bench NAME`: measures one part of the program, beside its peer where there is one.
package struct BenchCommand: AsyncParsableCommand {
    /// What `--help` prints.
    package static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure one part of the program beside its peer.",
        discussion: """
            Prints one line per result. A peer that is installed runs in turns with this program, \
            on the same data and with as many threads; figures are medians, and a ratio above 1 \
            means that this program is better. Names: \(Benchmark.names).
            """)

    @Argument(help: "What to measure: \(Benchmark.names).")
    var name: String

    @Flag(help: "Print each result as a JSON object on a line of its own.")
    var json = false

    @Option(help: "Runs of each side, at least 5.")
    var runs = 7

    @Option(help: "Rows of a training run, or of the demonstration that is served.")
    var rows = 1_024

    @Option(help: "Seconds that a run of questions to a server lasts, at least.")
    var seconds = 3.0

    @Option(help: "A demonstration's directory to serve copies of. (default: one that is made)")
    var data: String?

    /// Serve labels without attribution, split and log: what `serving` starts beside a node.
    @Flag(help: .hidden)
    var plain = false

    @OptionGroup var model: ModelOptions

    /// Made by the parser.
    package init() {}

    /// Refuses names of no benchmark.
    package func validate() throws {
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
    package func run() async throws {
        if let data { _ = try DataOptions.directory(data) }
        if plain, let data { return try await servePlainly(data) }
        let process = try ProcessSettings.current()
        let setting = BenchmarkSetting(
            runs: runs, threads: process.threadCount, program: ProcessSettings.program,
            peerPython: process["OPENLEDGER_PEER_PYTHON"],
            modelFolder: { try model.folder(process) }, note: StandardError.line)
        try await Benchmark(rawValue: name)?.run(
            setting, Benchmark.Options(rows: rows, seconds: seconds, data: data)
        ) { result in
            StandardOutput.line(json ? result.jsonLine : result.line)
        }
    }

    private func servePlainly(_ data: String) async throws {
        LoggingSystem.bootstrap { _ in JSONLines(level: .info) }
        let process = try ProcessSettings.node(threads: nil)
        try await PlainNode.run(
            data: data, model: model.folder(process), threads: process.makeThreads(),
            announce: StandardOutput.line)
    }
}
