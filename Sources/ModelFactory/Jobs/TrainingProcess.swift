internal import Foundation
internal import Machine

/// A worker's process.
///
/// The worker ends when the pipe to its standard input closes, so that it does not outlive a node
/// that was killed. What it says stands in a file; how far it is, it writes to another.
package enum TrainingProcess {
    /// How long a worker that was told to end may take before it is killed.
    ///
    /// It has nothing to finish: it is started again and makes the same files.
    package static let graceSeconds = 0.5

    /// How the program of a worker is started.
    package struct Launch: Sendable {
        /// The program's path.
        package let program: String
        /// Its arguments; the job's id and the data directory are added.
        package let arguments: [String]
        /// What is added to the environment.
        package let environment: [String: String]

        package init(program: String, arguments: [String], environment: [String: String]) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
        }
    }

    /// Runs a worker to its end; cancelling the task ends it, too.
    ///
    /// - Parameters:
    ///   - launch: the program.
    ///   - arguments: what follows the launch's own.
    ///   - log: the file that takes its standard error.
    /// - Returns: its exit status.
    /// - Throws: `OperationError` when the process cannot be started.
    package static func run(
        _ launch: Launch, arguments: [String], log: String
    ) async throws -> Int32 {
        let child = try ChildProcess(
            launch.program, arguments: launch.arguments + arguments,
            environment: ProcessInfo.processInfo.environment.merging(launch.environment) { $1 },
            log: log)
        return await withTaskCancellationHandler {
            await child.exitStatus()
        } onCancel: {
            child.end(graceSeconds: graceSeconds)
        }
    }
}

/// Where the computing of a training job is done: in a process of its own, or, where a test wants
/// a model in a moment, in this one.
package struct TrainingLauncher: Sendable {
    /// Works on a job of a data directory; what stands in the way goes to the file `log`.
    ///
    /// Returns 0 when the model's files are written, as a process does.
    package typealias Work =
        @Sendable (_ job: UInt64, _ dataDirectory: String, _ log: String) async throws -> Int32

    package let run: Work

    /// A launcher that does the work itself.
    package init(_ work: @escaping Work) { run = work }

    /// Starts a process for each job.
    package static func process(_ launch: TrainingProcess.Launch) -> TrainingLauncher {
        TrainingLauncher { job, directory, log in
            try await TrainingProcess.run(
                launch, arguments: ["--job", String(job), "--data", directory], log: log)
        }
    }
}
