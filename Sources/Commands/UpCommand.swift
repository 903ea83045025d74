internal import ArgumentParser
internal import Foundation
internal import LedgerStorage
internal import Logging
internal import Machine
internal import ModelFactory
internal import Node
internal import Tensors
internal import TransparencyLog
internal import Wire

/// `openledger up`: a node with its API and its pages.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Serve a data directory: the OpenAI-compatible API, the log, and the pages.",
        discussion: """
            A directory that 'openledger demo --data DIR' made is served with its model; a fresh \
            one gets a log of its own. SIGTERM and SIGINT end the node after it has finished what \
            it began. Logs go to standard error, one JSON object per line.
            """)

    @Option(name: .customLong("data"), help: "The data directory; made if there is none.")
    var data: String?

    @Option(
        help: "HOST:PORT; port 0 lets the system choose one. (default: 127.0.0.1:8080)")
    var listen: ListenArgument?

    @Option(help: "A configuration file; see docs/operating.md.")
    var config: String?

    @Option(
        name: .customLong("cors-origin"),
        help: ArgumentHelp(
            "A site whose pages may read the API's answers, as https://app.example; * for all. "
                + "May be given more than once. (default: none)", valueName: "origin"))
    var corsOrigins: [String] = []

    @Option(
        name: .customLong("at-least"),
        help: ArgumentHelp(
            "A file outside the data directory that has the last acknowledged checkpoint: made "
                + "and kept up by the node, which refuses to start below it. Or an address "
                + "(http://…) with a checkpoint that a witness has seen. May be given twice.",
            valueName: "file"))
    var atLeast: [String] = []

    @OptionGroup var clock: ClockOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var settings = try config.map { try NodeConfiguration(file: $0) } ?? NodeConfiguration()
        if let listen { settings.listen = listen.address }
        if !corsOrigins.isEmpty {
            try settings.allow(origins: corsOrigins, setting: "--cors-origin")
        }
        guard let directory = data ?? settings.data else {
            throw ValidationError("Give the data directory with '--data' or in the configuration.")
        }
        let process = try ProcessSettings.node(threads: settings.threads)
        let folder = try model.folder(process)
        let level = Logger.Level(rawValue: settings.logLevel) ?? .info
        LoggingSystem.bootstrap { _ in JSONLines(level: level) }
        let worker = TrainingProcess.Launch(
            program: ProcessSettings.program,
            arguments: ["train-worker", "--model", folder],
            environment: ["OPENLEDGER_THREADS": String(process.threadCount)])
        let node = try await NodeServer.open(
            settings, dataDirectory: directory,
            base: BaseModel(path: folder, trainable: false), threads: process.makeThreads(),
            clock: .machine, word: word(settings), launcher: .process(worker),
            logger: Logger(label: "openledger"))
        let host = settings.listen.host
        let isJSON = output.isJSON
        try await node.run { port in
            let address = "http://\(ListenAddress(host: host, port: port))"
            StandardOutput.line(
                isJSON
                    ? JSONValue.object([("url", .string(address))]).text
                    : "OpenLedger serves \(directory) at \(address)")
        }
    }
}

extension UpCommand {
    /// What the operator says of the log from outside its directory.
    private func word(_ settings: NodeConfiguration) throws -> OperatorWord {
        var word = clock.word
        for source in atLeast.isEmpty ? settings.atLeast.map({ [$0] }) ?? [] : atLeast {
            guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
                guard word.keptCheckpoint == nil else {
                    throw OperationError(
                        .usage, "one file takes the last checkpoint; give '--at-least' once")
                }
                word.keptCheckpoint = source
                continue
            }
            let note = try LogViewSource(source).fetchedNote()
            word.seen.append(.init(source: source, note: try SignedNote(parsing: note)))
        }
        return word
    }
}

/// `HOST:PORT`.
struct ListenArgument: ExpressibleByArgument {
    let address: ListenAddress

    init?(argument: String) {
        guard let address = ListenAddress(argument) else { return nil }
        self.address = address
    }
}

/// `openledger train-worker`: what a node starts for a training job; not for people.
struct TrainWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-worker", abstract: "Compute a node's training job.",
        shouldDisplay: false)

    @Option var job: UInt64
    @Option(name: .customLong("data")) var data: String
    @OptionGroup var model: ModelOptions

    func run() throws {
        // Answers come first; pages and trainings share what they leave.
        ThreadPriority.yieldToOthers()
        OwnSignals.endProcess()
        Self.endWithParent()
        let settings = try ProcessSettings.current()
        try TrainingWorker.run(
            job: job, dataDirectory: data,
            base: BaseModel(path: model.folder(settings), trainable: true),
            threads: settings.makeThreads())
    }

    private static let parentWatch = DedicatedThread(name: "parent watch")

    /// Ends the process when standard input does: the node holds its other end.
    private static func endWithParent() {
        parentWatch.perform {
            while !FileHandle.standardInput.availableData.isEmpty {}
            ProcessEnd.exit(1)
        }
    }
}

/// A log handler that writes one JSON object per line to standard error.
struct JSONLines: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(level: Logger.Level) {
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: [(String, JSONValue)] = [
            ("time", .string(Date().formatted(.iso8601))),
            ("level", .string(event.level.rawValue)), ("message", .string("\(event.message)")),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            members.append((key, .string("\(value)")))
        }
        StandardError.line(JSONValue.object(members).text)
    }
}
