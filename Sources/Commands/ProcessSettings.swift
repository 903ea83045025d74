internal import Foundation
internal import Node
internal import Tensors
internal import Wire

/// What the environment says about this process.
package struct ProcessSettings {
    /// More threads than that are a slip of the keyboard.
    static let threadLimit = 1024

    /// Compute threads.
    package let threadCount: Int
    /// The kernel path that was named.
    private let kernels: String?
    private let environment: [String: String]

    /// Reads OPENLEDGER_THREADS and OPENLEDGER_KERNELS; an empty variable is as good as none.
    ///
    /// - Parameters:
    ///   - environment: the process's variables.
    ///   - cores: the default number of threads.
    /// - Throws: `CommandError` for a number of threads that is none.
    package init(environment: [String: String], cores: Int) throws(CommandError) {
        self.environment = environment
        kernels = Self.value("OPENLEDGER_KERNELS", in: environment)
        guard let text = Self.value("OPENLEDGER_THREADS", in: environment) else {
            threadCount = max(1, cores)
            return
        }
        guard let count = DecimalText.parse(text), 1...UInt64(Self.threadLimit) ~= count else {
            throw CommandError(
                "OPENLEDGER_THREADS is '\(text)'; it must be a number from 1 to "
                    + "\(Self.threadLimit)")
        }
        threadCount = Int(count)
    }

    /// The settings of this process.
    static func current() throws(CommandError) -> ProcessSettings {
        let process = ProcessInfo.processInfo
        return try ProcessSettings(
            environment: process.environment, cores: process.activeProcessorCount)
    }

    /// The settings of a node, which leaves a core to the requests.
    ///
    /// - Parameter threads: what the configuration says; the environment has the last word.
    /// - Returns: the settings, with at least one thread.
    /// - Throws: `CommandError` for a number of threads that is none.
    static func node(threads: Int?) throws(CommandError) -> ProcessSettings {
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
    /// - Throws: `NodeError` when there is none.
    func modelFolder(named path: String?) throws(NodeError) -> String {
        try BaseModel.located(
            named: path, environment: environment,
            program: Bundle.main.executablePath ?? CommandLine.arguments.first ?? "")
    }

    private static func value(_ name: String, in environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
