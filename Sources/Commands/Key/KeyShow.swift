internal import ArgumentParser
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Money
internal import Wire

/// `openledger key show --data DIR`.
struct KeyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an API key with its account and what the account may spend.",
        discussion: "Without an address: the paying key of a demonstration. Secrets stay in keys/.")

    @Argument(help: "The account of a key that 'key new' made.")
    var account: AddressArgument?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try data.reader()
        let name = account.map { "\($0.address)" } ?? KeyFile.payer
        let key = try KeyFile(named: name, in: data.path)
        let balance = reader.state.balances.statement(of: key.account).payable
        output.show(
            .object([
                ("account", .string("\(key.account)")), ("apiKey", .string(key.apiKey)),
                ("balance", .nano(balance)),
            ]),
            [
                "account  \(key.account)", "API key  \(key.apiKey)", "balance  \(balance)",
            ])
    }
}
