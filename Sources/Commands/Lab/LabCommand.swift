internal import ArgumentParser

/// `openledger lab …`: the parts of the machine on given files, for comparison with others.
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Run single parts on given files, for comparison.",
        subcommands: [LabEmbed.self, LabTokens.self])
}
