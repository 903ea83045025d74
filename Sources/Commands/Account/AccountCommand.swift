internal import ArgumentParser

/// `openledger account …`: what accounts have.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Show an account's statement.",
        subcommands: [AccountShow.self])
}
