internal import ArgumentParser

/// `openledger log …`: the transparency log of a data directory.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The log's key, checkpoint and proofs, and its audit.",
        subcommands: [LogKeyCommand.self, LogCheckpoint.self, LogProve.self, LogAuditCommand.self])
}
