internal import ArgumentParser
internal import Datanets
internal import LedgerStorage
internal import Node
internal import Wire

/// `openledger contribute FILE --datanet NAME --data DIR --key KEYFILE`.
struct ContributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contribute",
        abstract: "Offer rows to a Datanet under your key: commit and reveal in one call.",
        discussion: """
            All rows are taken or none: a bad row is named with its line and column, and nothing \
            is registered. Rows that repeat earlier ones stay in the Datanet as duplicates and \
            earn nothing. A call that was interrupted is finished by the same call.
            """)

    @Argument(help: #"The rows: {"text": …, "label": …} a line, or text, a tab and label."#)
    var file: String

    @Option(help: "The Datanet's name; see 'openledger datanet list'.")
    var datanet: String

    @OptionGroup var data: DataOptions

    @Option(help: "Your key's file, as 'openledger key new' writes it to keys/.")
    var key: String

    @Option(help: "How the rows are written. (default: tsv for a file named .tsv, else jsonl)")
    var format: RowFormat?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        _ = try data.directory()
        let key = try ContributorKey.read(key)
        var desk = try await ContributionDesk.open(
            dataDirectory: data.path, datanet: datanet, clock: .machine)
        for note in desk.notes { StandardError.line("openledger: \(note)") }
        let rows: [DatanetRow]
        do {
            rows = try RowFile.rows(
                file, format: (format ?? RowFormat(of: file)).format,
                labels: desk.datanet.labels)
        } catch let rejected as RejectedRows {
            try await desk.close()
            StandardError.line("\(rejected)")
            throw ExitCode(1)
        }
        var generator = SystemRandomNumberGenerator()
        let outcome = try await desk.contribute(
            rows, key: key, secret: RandomDigest.draw(using: &generator))
        try await desk.close()
        let text = ContributionText(outcome, datanet: datanet, path: data.path)
        output.show(text.json, text.lines)
    }
}
