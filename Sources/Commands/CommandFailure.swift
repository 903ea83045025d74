internal import ArgumentParser

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
