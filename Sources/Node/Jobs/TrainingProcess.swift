internal import Foundation
internal import Synchronization

/// A worker's process.
///
/// The worker ends when the pipe to its standard input closes, so that it does not outlive a node
/// that was killed. What it says stands in a file; how far it is, it writes to another.
final class TrainingProcess: Sendable {
    /// How the program of a worker is started.
    struct Launch: Sendable {
        /// The program's path.
        let program: String
        /// Its arguments; the job's id and the data directory are added.
        let arguments: [String]
        /// What is added to the environment.
        let environment: [String: String]
    }

    private let process = Mutex<Process?>(nil)

    /// Runs a worker to its end; cancelling the task ends it, too.
    ///
    /// - Parameters:
    ///   - launch: the program.
    ///   - arguments: what follows the launch's own.
    ///   - log: the file that takes its standard error.
    /// - Returns: its exit status.
    /// - Throws: `NodeError` when the process cannot be started.
    func run(_ launch: Launch, arguments: [String], log: String) async throws -> Int32 {
        guard FileManager.default.createFile(atPath: log, contents: nil),
            let errors = FileHandle(forWritingAtPath: log)
        else { throw NodeError(.file, "cannot write \(log): check space and permissions") }
        let input = Pipe()
        defer { try? input.fileHandleForWriting.close() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let process = Process()
                process.executableURL = URL(fileURLWithPath: launch.program)
                process.arguments = launch.arguments + arguments
                process.environment = ProcessInfo.processInfo.environment
                    .merging(launch.environment) { $1 }
                process.standardInput = input
                process.standardOutput = FileHandle.nullDevice
                process.standardError = errors
                process.terminationHandler = {
                    continuation.resume(returning: $0.terminationStatus)
                }
                do { try process.run() } catch {
                    continuation.resume(
                        throwing: NodeError(
                            .file, "the training process could not be started: \(error)"))
                    return
                }
                self.process.withLock { $0 = process }
            }
        } onCancel: {
            process.withLock { $0?.terminate() }
        }
    }
}
