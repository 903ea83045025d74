internal import ArgumentParser
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Money
internal import Wire

/// `openledger account show ADDRESS --data DIR`.
struct AccountShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what an account may spend, what is held for it and why, and what made it.")

    @Argument(help: "The account's address.")
    var account: AddressArgument

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many of the latest entries to list.")
    var entries = 10

    func validate() throws {
        guard 0...1_000_000 ~= entries else {
            throw ValidationError("'--entries' takes a number from 0 to 1000000.")
        }
    }

    func run() throws {
        let reader = try data.reader()
        guard reader.state.isOpen(account.address) else {
            throw CommandError("the ledger in \(data.path) has no account \(account.address)")
        }
        let text = StatementText(
            statement: reader.state.balances.statement(of: account.address),
            lines: try reader.statementLines(of: account.address, limit: entries))
        output.show(text.json, text.lines)
    }
}
