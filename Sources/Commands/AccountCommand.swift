internal import ArgumentParser
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import Wire

/// `openledger account …`: what accounts have.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Show an account's statement.",
        subcommands: [AccountShow.self])
}

/// `openledger account show ADDRESS --data DIR`.
struct AccountShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Show what an account may spend, what is recorded as owed to it, and what made it.")

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
            throw OperationError(
                .notFound, "the ledger in \(data.path) has no account \(account.address)")
        }
        let text = StatementText(
            statement: reader.state.balances.statement(of: account.address),
            lines: try reader.statementLines(of: account.address, limit: entries))
        output.show(text.json, text.lines)
    }
}

/// An account's statement for readers and for programs.
struct StatementText {
    private let statement: AccountStatement
    private let entries: [StatementLine]

    init(statement: AccountStatement, lines: [StatementLine]) {
        self.statement = statement
        entries = lines
    }

    var lines: [String] {
        let sums: [(String, UInt128)] = [
            ("deposited", statement.deposited), ("earned by rows", statement.earnedByRows),
            ("earned as model maker", statement.earnedAsMaker),
            ("earned as node", statement.earnedAsNode),
            ("earned as base model", statement.earnedAsBaseModel), ("spent", statement.spent),
        ]
        let balances =
            [["may be spent now", "\(statement.payable)"]]
            + HoldReason.allCases.map { ["held, \($0.title)", "\(statement.held($0))"] }
        let table = balances + sums.filter { $0.1 > 0 }.map { [$0.0, Self.text($0.1)] }
        var lines = ["Account \(statement.account)"] + TextTable.lines(table)
        guard !entries.isEmpty else { return lines }
        lines.append("Latest entries")
        let rows = entries.map { line in
            ["\(line.index)", "\(line.received)", "\(line.spent)"]
                + HoldReason.allCases.map { "\(line.held($0))" }
        }
        let header = ["entry", "received", "spent"] + HoldReason.allCases.map(\.title)
        return lines + TextTable.lines([header] + rows)
    }

    var json: JSONValue {
        .object([
            ("account", .string("\(statement.account)")), ("payable", .nano(statement.payable)),
            ("held", .nano(statement.held)),
            ("heldReasons", Self.reasons(statement.held)),
            ("deposited", .nano(statement.deposited)), ("spent", .nano(statement.spent)),
            ("earned", .nano(statement.earned)),
            (
                "earnedAs",
                .object([
                    ("contributor", .nano(statement.earnedByRows)),
                    ("modelMaker", .nano(statement.earnedAsMaker)),
                    ("node", .nano(statement.earnedAsNode)),
                    ("baseModel", .nano(statement.earnedAsBaseModel)),
                ])
            ),
            (
                "entries",
                .array(
                    entries.map { line in
                        .object([
                            ("entry", .count(line.index)), ("received", .nano(line.received)),
                            ("spent", .nano(line.spent)),
                            ("held", Self.reasons(line.held)),
                        ])
                    })
            ),
        ])
    }

    private static func reasons(_ held: (HoldReason) -> Amount) -> JSONValue {
        .object(HoldReason.allCases.map { ($0.word, .nano(held($0))) })
    }

    /// A sum that need not fit an amount.
    private static func text(_ sum: UInt128) -> String {
        UInt64(exactly: sum).map { "\(Amount(nanoOPEN: $0))" } ?? "\(sum) nano-OPEN"
    }
}
