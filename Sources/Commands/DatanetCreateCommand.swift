internal import ArgumentParser
package import Datanets
internal import FoundationEssentials
internal import Identity
internal import LedgerStorage
package import Machine
internal import Node
internal import TransparencyLog
internal import Wire

/// `openledger datanet create NAME --labels FILE|a,b,c --data DIR`.
struct DatanetCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Open a Datanet for people's rows; starts a log in a fresh directory.",
        discussion: """
            A fresh directory gets a log with a random key, and accounts for operator, owner, node \
            and base model whose keys lie in its folder keys/, readable by you alone. A call that \
            was interrupted is finished by the same call.
            """)

    @Argument(help: "The Datanet's name: 1 to 64 of a-z, 0-9 and -.")
    var name: String

    @Option(help: "The labels that rows may have: a file with one per line, or a,b,c.")
    var labels: String

    @Option(name: .customLong("data"), help: "The data directory; made if there is none.")
    var path: String

    @Option(
        help: ArgumentHelp(
            "The name of a log that is started, such as example.org/rows. (default: "
                + "openledger.local/ and eight random digits)", valueName: "name"))
    var logName: String?

    @OptionGroup(title: "Rules that the Datanet keeps for ever") var rules: PolicyOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var generator = SystemRandomNumberGenerator()
        let made = try await DatanetFounding.found(
            name, labels: LabelArgument.labels(labels), policy: rules.policy(),
            dataDirectory: path, logName: logName, clock: .machine, word: clock.word,
            randomUsing: &generator)
        let data = ShellText.quoted(path)
        output.show(
            .object([
                ("name", .string(made.name)), ("created", .bool(!made.wasThere)),
                ("entry", .count(made.index)), ("owner", .string("\(made.owner)")),
                ("labels", .integer(Int64(made.labels.count))),
                ("log", .string("\(made.verifierKey)")),
            ]),
            [
                made.wasThere
                    ? "The Datanet \(made.name) is already there, with these labels."
                    : "The Datanet \(made.name) is open for rows with \(made.labels.count) labels.",
                "  entry  \(made.index), receipt id \(made.index)",
                "  owner  \(made.owner)",
                "  log    \(made.verifierKey)",
                "Offer rows, with a key that 'openledger key new --data \(data)' makes:",
                "  openledger contribute rows.jsonl --datanet \(made.name) --data \(data) "
                    + "--key \(data)/keys/0x….json",
            ])
    }
}

/// `--labels FILE|a,b,c`: labels a line of a file, or between commas.
package enum LabelArgument {
    private static let byteLimit = 1 << 20

    /// The labels.
    ///
    /// - Throws: `OperationError` for a file that cannot be read, is too large or is no UTF-8.
    package static func labels(_ argument: String) throws(OperationError) -> LabelSet {
        guard FileManager.default.fileExists(atPath: argument) else {
            guard !argument.contains("/") else {
                throw OperationError(.notFound, "there is no file \(argument) with labels")
            }
            return LabelSet(
                argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        let bytes = try PosixFile.contents(of: argument, limit: byteLimit)
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.utf8.contains(0)
        else {
            if let mistaken = MistakenFile(beginning: bytes) {
                throw OperationError(.usage, "\(argument) \(mistaken)")
            }
            throw OperationError(
                .usage, "\(argument) is not UTF-8: save it as UTF-8, a label per line")
        }
        let lines = text.split { $0 == "\n" || $0 == "\r\n" }
        return LabelSet(lines.map(String.init))
    }
}
