internal import Machine

/// What can be measured.
package enum Benchmark: String, CaseIterable, Sendable {
    case kernels, training, serving, attribution, ledger, intake, verify, abuse

    /// All names, for people.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// What a person may choose about a measurement.
    package struct Options: Sendable {
        /// Rows of a training run, or of the demonstration that is served.
        package let rows: Int
        /// How long a run of questions to a server lasts, at least.
        package let seconds: Double
        /// A demonstration's directory to serve copies of; nil makes one.
        package let data: String?

        /// Takes the options.
        package init(rows: Int, seconds: Double, data: String?) {
            self.rows = rows
            self.seconds = seconds
            self.data = data
        }
    }

    /// Measures and reports one result after the other.
    ///
    /// - Throws: `OperationError` for what cannot be measured here, and what the rooms throw.
    package func run(
        _ setting: BenchmarkSetting, _ options: Options, report: (BenchmarkResult) -> Void
    ) async throws {
        switch self {
        case .kernels: try KernelsBenchmark(setting).run(report)
        case .training: try TrainingBenchmark(setting, rows: options.rows).run(report)
        case .attribution: try AttributionBenchmark(setting).run(report)
        case .serving: try await ServingBenchmark(setting, options).run(report)
        case .ledger: try await LedgerBenchmark(setting).run(report)
        case .intake: try await IntakeBenchmark(setting).run(report)
        case .verify: try await VerifyBenchmark(setting).run(report)
        case .abuse: try await AbuseBenchmark(setting, options).run(report)
        }
    }
}

extension OperationError.Code {
    /// Something cannot be measured on this machine, or a measured run went wrong.
    static let measurement = Self("measurement")
}
