internal import ArgumentParser
internal import Identity
internal import LedgerStorage
internal import Wire

/// `openledger key new --data DIR`.
struct KeyNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make an account's key and an API key, kept in the data directory.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = try data.directory()
        var generator = SystemRandomNumberGenerator()
        let key = KeyFile(randomUsing: &generator)
        try key.write(in: directory.path)
        output.show(
            .object([("account", .string("\(key.account)")), ("apiKey", .string(key.apiKey))]),
            [
                "account  \(key.account)", "API key  \(key.apiKey)",
                "kept in  \(KeyFile.path("\(key.account)", in: directory.path))",
            ])
    }
}
