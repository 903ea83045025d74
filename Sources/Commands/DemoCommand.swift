internal import ArgumentParser
internal import Demonstration
internal import Identity
internal import Ledger
internal import ModelFactory
internal import Node
internal import TransparencyLog
internal import Wire

/// `openledger demo`: the whole loop, headless.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the whole loop on real data: rows, training, paid answers, receipts.",
        discussion: """
            Contributors sign rows into a Datanet, a model is fine-tuned from it, questions are \
            paid for, every answer is traced to rows, the fee is split and logged, and every \
            receipt is checked. A run that was interrupted is finished when it is started again \
            with the same --data. Every key follows from the seed and protects nobody.
            """)

    @OptionGroup var choice: DemoOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Flag(
        help: """
            Print a line {"receipt": index, "leaf": "hex"} for each receipt as it is acknowledged.
            """)
    var announce = false

    func run() async throws {
        let settings = try ProcessSettings.current()
        let base = try BaseModel(path: model.folder(settings), trainable: true)
        let options = try choice.options()
        let place = try DemoDirectory(choice.data)
        let progress = ProgressDisplay(
            isTerminal: StandardError.isTerminal, print: StandardError.write)
        let ticker = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(250))
                progress.refresh()
            }
        }
        defer { ticker.cancel() }
        var observer = DemonstrationObserver()
        observer.progress = { stage, done, total in progress.report(stage, done, total) }
        if announce { observer.acknowledged = Self.announce }
        let report = try await Demonstration.run(
            options, dataDirectory: place.path, base: base, threads: settings.makeThreads(),
            observer: observer)
        ticker.cancel()
        progress.end()
        if !output.isJSON { place.keep() }
        output.show(report.json, report.lines + Self.nextSteps(report, place))
    }

    private static func announce(_ receipt: Receipt) {
        let leaf = MerkleTree.leafHash(receipt.entry.encoded)
        let line = JSONValue.object([
            ("receipt", .count(receipt.index)), ("leaf", .string(leaf.hex)),
        ])
        StandardOutput.line(line.text)
    }

    /// How the reader goes on from here.
    private static func nextSteps(_ report: DemonstrationReport, _ place: DemoDirectory) -> [String]
    {
        let program = CommandLine.arguments.first ?? "openledger"
        let data = ShellText.quoted(place.path)
        let file = "receipt-\(report.exampleReceipt)"
        return [
            "", "Serve the model, with its pages:", "  \(program) up --data \(data)",
            "", "Check a receipt yourself:",
            "  \(program) receipt show \(report.exampleReceipt) --data \(data)",
            "  \(program) receipt export \(report.exampleReceipt) --data \(data) --out \(file)",
            "  \(program) verify \(file) --key \(report.verifierKey)",
            "  \(program) verify \(file) --key \(report.verifierKey) --recompute --data \(data)",
        ] + (place.isTemporary ? ["The directory \(place.path) is yours to remove."] : [])
    }
}
