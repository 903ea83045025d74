package import ArgumentParser
internal import Foundation

/// `openledger`: the root of all commands.
package struct OpenLedgerCommand: AsyncParsableCommand {
    /// What `--help` prints.
    package static let configuration = CommandConfiguration(
        commandName: "openledger",
        abstract: "AI that pays the people it learned from, with receipts that anyone can check.",
        discussion: """
            Exit codes: 0 done, 1 refused or failed (one sentence on standard error), 2 wrong usage.

            OPENLEDGER_THREADS  compute threads; default: the machine's cores, one less in a node
            OPENLEDGER_MODEL    folder of the base model; default: where 'make build' put it
            OPENLEDGER_KERNELS  avx512, avx2, neon or portable: forces one; same bits on all
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, UpCommand.self, TrainWorkerCommand.self, ContributeCommand.self,
            VerifyCommand.self, ReceiptCommand.self,
            LogCommand.self,
            AccountCommand.self,
            KeyCommand.self, DatanetCommand.self, LabCommand.self,
            BenchCommand.self,
        ])

    /// Made by the parser.
    package init() {}

    /// Parses the arguments and runs the command; ends the process with 0 for done, 1 for refused
    /// or failed, 2 for wrong usage.
    package static func start() async -> Never {
        // A reader that goes away is met where the write fails.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try ProcessSettings.current().selectKernels()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.exit(with: error)
        }
        ProcessEnd.exit(0)
    }
}

/// How a command ends when it cannot do its work.
enum CommandFailure {
    /// Prints one sentence on standard error, or the help that was asked for, and ends the process.
    static func exit(with error: any Error) -> Never {
        let code = OpenLedgerCommand.exitCode(for: error)
        if code == .validationFailure || code == .success {
            // The parser's own word: help (0), or what is wrong with the arguments (2).
            let message = OpenLedgerCommand.fullMessage(for: error)
            if code == .success {
                if !message.isEmpty { StandardOutput.line(message) }
                ProcessEnd.exit(0)
            }
            if !message.isEmpty { StandardError.line(message) }
            ProcessEnd.exit(2)
        }
        if !(error is ExitCode) { StandardError.line("openledger: \(error)") }
        ProcessEnd.exit(1)
    }
}
