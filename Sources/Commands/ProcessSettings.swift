internal import ArgumentParser
internal import Foundation
internal import LedgerStorage
package import Machine
internal import ModelFactory
internal import Node
internal import Tensors
internal import Wire

/// What the environment says about this process.
package struct ProcessSettings {
    /// A larger number is taken for a mistake.
    static let threadLimit = 1024

    /// Compute threads.
    package let threadCount: Int
    /// The kernel path that was named.
    private let kernels: String?
    private let environment: [String: String]

    /// Reads OPENLEDGER_THREADS and OPENLEDGER_KERNELS; an empty variable counts as unset.
    ///
    /// - Parameters:
    ///   - environment: the process's variables.
    ///   - cores: the default number of threads.
    /// - Throws: `OperationError` for an invalid number of threads.
    package init(environment: [String: String], cores: Int) throws(OperationError) {
        self.environment = environment
        kernels = Self.value("OPENLEDGER_KERNELS", in: environment)
        guard let text = Self.value("OPENLEDGER_THREADS", in: environment) else {
            threadCount = max(1, cores)
            return
        }
        guard let count = DecimalText.parse(text), 1...UInt64(Self.threadLimit) ~= count else {
            throw OperationError(
                .usage,
                "OPENLEDGER_THREADS is '\(text)'; it must be a number from 1 to "
                    + "\(Self.threadLimit)")
        }
        threadCount = Int(count)
    }

    /// The path of the running program.
    static var program: String {
        Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
    }

    /// An environment variable; nil when it is empty, too.
    subscript(name: String) -> String? { Self.value(name, in: environment) }

    /// The settings of this process.
    static func current() throws(OperationError) -> ProcessSettings {
        let process = ProcessInfo.processInfo
        return try ProcessSettings(
            environment: process.environment, cores: process.activeProcessorCount)
    }

    /// The settings of a node, which leaves a core to the requests.
    ///
    /// - Parameter threads: what the configuration says; the environment has the last word.
    /// - Returns: the settings, with at least one thread.
    /// - Throws: `OperationError` for an invalid number of threads.
    static func node(threads: Int?) throws(OperationError) -> ProcessSettings {
        let process = ProcessInfo.processInfo
        return try ProcessSettings(
            environment: process.environment, cores: threads ?? process.activeProcessorCount - 1)
    }

    /// Makes all arithmetic of this process use the kernel path that was named, if one was.
    ///
    /// - Throws: `KernelPathError` for an unknown path or one that this CPU lacks.
    func selectKernels() throws {
        if let kernels { try KernelPath.select(named: kernels) }
    }

    /// A team of as many threads as the settings say.
    func makeThreads() -> ComputeThreads { ComputeThreads(count: threadCount) }

    /// The folder of the base model.
    ///
    /// - Throws: `OperationError` when there is none.
    func modelFolder(named path: String?) throws(OperationError) -> String {
        try BaseModel.located(
            named: path, environment: environment, program: Self.program)
    }

    private static func value(_ name: String, in environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// `--model DIR`: the folder of a base model.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The base model's folder, as Hugging Face writes it. (default: OPENLEDGER_MODEL, else "
                + "where 'make build' put it)", valueName: "dir"))
    var path: String?

    /// The folder.
    ///
    /// - Throws: `OperationError` when there is none.
    func folder(_ settings: ProcessSettings) throws -> String {
        try settings.modelFolder(named: path)
    }

    /// Tells whether rows say the same; the model is read when rows have to be compared.
    func likeness(_ settings: ProcessSettings) -> EmbeddingLikeness {
        let path = path
        return EmbeddingLikeness(threads: settings.makeThreads()) {
            try BaseModel(path: settings.modelFolder(named: path), trainable: false)
        }
    }
}

extension LedgerClock {
    /// The time of this machine; the log keeps it from going back and from jumping ahead.
    static var machine: LedgerClock {
        let start = ContinuousClock.now
        return .system(
            now: { UInt64(max(0, Date().timeIntervalSince1970)) },
            steady: { UInt64(max(0, (ContinuousClock.now - start).components.seconds)) })
    }
}
