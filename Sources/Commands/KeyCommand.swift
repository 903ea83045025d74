internal import ArgumentParser
internal import FoundationEssentials
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import Wire

/// `openledger key …`: the keys that a data directory keeps.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make or show an account with an API key.",
        subcommands: [KeyNew.self, KeyShow.self])
}

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
            .object([
                ("account", .string("\(key.key.address)")), ("apiKey", .string(key.apiKey ?? "")),
            ]),
            [
                "account  \(key.key.address)", "API key  \(key.apiKey ?? "")",
                "kept in  \(KeyFile.path("\(key.key.address)", in: directory.path))",
            ])
    }
}

/// `openledger key show --data DIR`.
struct KeyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an API key with its account and what the account may spend.",
        discussion: "Without an address: the paying key of a demonstration. Secrets stay in keys/.")

    /// The file that a demonstration writes.
    private static let demonstrationPayer = "payer"

    @Argument(help: "The account of a key that 'key new' made.")
    var account: AddressArgument?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try data.reader()
        let name = account.map { "\($0.address)" } ?? Self.demonstrationPayer
        let path = KeyFile.path(name, in: data.path)
        guard FileManager.default.fileExists(atPath: path) else {
            throw OperationError(.notFound, "there is no \(path); 'openledger key new' makes a key")
        }
        let file = try KeyFile.read(path)
        guard let apiKey = file.apiKey else {
            throw OperationError(.altered, "\(path) is damaged: restore it from a copy")
        }
        let account = file.key.address
        let balance = reader.state.balances.statement(of: account).payable
        output.show(
            .object([
                ("account", .string("\(account)")), ("apiKey", .string(apiKey)),
                ("balance", .nano(balance)),
            ]),
            [
                "account  \(account)", "API key  \(apiKey)", "balance  \(balance)",
            ])
    }
}
