internal import ArgumentParser

/// `openledger datanet …`: the rows that models are trained on.
struct DatanetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datanet", abstract: "Open, list, show or export Datanets; make the sample.",
        subcommands: [
            DatanetCreateCommand.self, DatanetList.self, DatanetShow.self, DatanetExport.self,
            DatanetImportDebian.self,
        ])
}
