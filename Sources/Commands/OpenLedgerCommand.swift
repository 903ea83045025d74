public import ArgumentParser
internal import Foundation

/// `openledger`: the root of all commands.
public struct OpenLedgerCommand: AsyncParsableCommand {
    /// What `--help` prints.
    public static let configuration = CommandConfiguration(
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
    public init() {}

    /// Parses the arguments and runs the command; ends the process with 0 for done, 1 for refused
    /// or failed, 2 for wrong usage.
    public static func start() async -> Never {
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
