internal import ArgumentParser
internal import Datanets
internal import Identity
internal import LedgerStorage
internal import ModelFactory
internal import Node
internal import Tensors
internal import Wire
internal import Workflows

/// `openledger contribute FILE --datanet NAME --data DIR --key KEYFILE`.
struct ContributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contribute",
        abstract: "Offer rows to a Datanet under your key: commit and reveal in one call.",
        discussion: """
            All rows are taken or none: a bad row is named with its line and column, and nothing \
            is registered. Tabs and line breaks inside a text become spaces. Rows that repeat \
            earlier ones are shown with what they repeat; they stay in the Datanet as duplicates \
            and earn nothing. A call that was interrupted is finished by the same call.
            """)

    @Argument(help: #"The rows: {"text": …, "label": …} a line, or text and label in two columns."#)
    var file: String

    @Option(help: "The Datanet's name; see 'openledger datanet list'.")
    var datanet: String

    @OptionGroup var data: DataOptions

    @Option(help: "Your key's file, as 'openledger key new' writes it to keys/.")
    var key: String

    @Option(help: "How the rows are written. (default: as a file named .tsv or .csv, else jsonl)")
    var format: RowReader.Format?

    @OptionGroup var clock: ClockOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let key = try KeyFile.read(key).key
        var (intake, writer) = try await DatanetIntake.opened(
            datanet, data: data, clock: clock, model: model)
        let rows: [DatanetRow]
        do {
            rows = try RowFile.rows(
                file, format: format ?? RowReader.Format(ofFile: file),
                task: intake.datanet.task)
        } catch let rejected as RejectedRows {
            try await writer.close()
            StandardError.line("\(rejected)")
            throw ExitCode(1)
        }
        var generator = SystemRandomNumberGenerator()
        let outcome = try await intake.contribute(
            rows, key: key, secret: Digest.random(using: &generator))
        try await writer.close()
        let text = ContributionText(outcome, datanet: datanet, path: data.path)
        output.show(text.json, text.lines)
    }
}

/// `--format`: how rows are written.
extension RowReader.Format: ExpressibleByArgument {
    /// By the file's name, where none was given: the ending that is a format's word, else JSON
    /// lines.
    init(ofFile file: String) {
        self = Self.allCases.first { file.hasSuffix("." + $0.rawValue) } ?? .jsonLines
    }
}

/// What became of a contribution, for readers and for programs.
struct ContributionText {
    private static let shownLimit = 10

    private let outcome: ContributionOutcome
    private let datanet: String
    private let path: String

    init(_ outcome: ContributionOutcome, datanet: String, path: String) {
        self.outcome = outcome
        self.datanet = datanet
        self.path = path
    }

    var json: JSONValue {
        .object([
            ("datanet", .string(datanet)), ("status", .string(outcome.status.rawValue)),
            ("account", .string("\(outcome.account)")),
            ("accepted", .integer(Int64(outcome.accepted))),
            ("duplicates", .integer(Int64(outcome.duplicates))),
            ("commitment", .string(outcome.commitment.hex)),
            ("rowsRoot", .string(outcome.rowsRoot.hex)),
            (
                "repeats",
                .array(
                    outcome.pairs.map { pair in
                        .object([
                            ("position", .integer(Int64(pair.position))),
                            ("duplicateOf", .integer(Int64(pair.original.value))),
                            ("evidence", .string("\(pair.evidence)")),
                        ])
                    })
            ),
            ("commit", .count(outcome.commitIndex)), ("reveal", .count(outcome.revealIndex)),
            (
                "receipts",
                .array([
                    .string("\(outcome.commitIndex)"), .string("\(outcome.revealIndex)"),
                ])
            ),
        ])
    }

    var lines: [String] {
        let data = ShellText.quoted(path)
        return [
            opening,
            "  accepted    \(outcome.accepted) rows that may be trained on and paid",
            "  duplicates  \(outcome.duplicates) rows that repeat earlier ones and earn nothing",
        ] + repeats + [
            "  commit      entry \(outcome.commitIndex), receipt id \(outcome.commitIndex)",
            "  reveal      entry \(outcome.revealIndex), receipt id \(outcome.revealIndex)",
            "Keep the receipts:",
            "  openledger receipt export \(outcome.commitIndex) --data \(data) "
                + "--out commit.receipt",
            "  openledger receipt export \(outcome.revealIndex) --data \(data) "
                + "--out reveal.receipt",
        ] + objecting
    }

    /// How to object to a near-copy; nothing where no row was taken for one.
    private var objecting: [String] {
        let near = outcome.pairs.first { $0.evidence != .sameWords }
        guard let near else { return [] }
        return [
            "If a near-copy is none, object:",
            "  openledger datanet object \(datanet) --contribution \(outcome.commitIndex) "
                + "--row \(near.position + 1) --data \(ShellText.quoted(path)) "
                + "--key KEYFILE --reason …",
        ]
    }

    /// Which rows repeat which; the first of them, where there are many.
    private var repeats: [String] {
        let shown = outcome.pairs.prefix(Self.shownLimit).map { pair in
            "    your row \(pair.position + 1) repeats row \(pair.original) of \(datanet): "
                + "\(pair.evidence)"
        }
        let rest = outcome.pairs.count - shown.count
        return shown + (rest > 0 ? ["    and \(rest) more; --json names them all"] : [])
    }

    private var opening: String {
        switch outcome.status {
        case .contributed: "The rows of \(outcome.account) are in the Datanet \(datanet)."
        case .completed:
            "The contribution of \(outcome.account) to \(datanet), which was interrupted, is "
                + "finished."
        case .alreadyThere:
            "These rows of \(outcome.account) are in the Datanet \(datanet) already."
        }
    }
}
