internal import ArgumentParser

/// `openledger key …`: the keys that a data directory keeps.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make or show an account with an API key.",
        subcommands: [KeyNew.self, KeyShow.self])
}
