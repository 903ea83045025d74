internal import FoundationEssentials
internal import Identity
package import LedgerStorage
package import Logging
internal import Machine
package import ModelFactory
package import NodeAPI
internal import ServiceLifecycle
package import Tensors
internal import UnixSignals
internal import Website
internal import Wire
internal import Workflows

/// A node: the services of one data directory behind HTTP.
package struct NodeServer: Sendable {
    /// How long a node that is told to end waits for requests under way.
    private static let patienceSeconds: Int64 = 10
    /// Files that the node may have open beside its connections.
    private static let reservedFiles = 256

    private let configuration: NodeConfiguration
    private let logger: Logger
    private let writer: any StoredLog
    /// What API and pages work with.
    package let services: NodeServices
    private let training: TrainingService
    private let intake: IntakeService
    private let condition: NodeCondition
    private let site: Pages

    /// Opens a data directory, a fresh one included, and loads what it has on sale; trains where
    /// the launcher says.
    ///
    /// What was found when the log was opened goes to the logger.
    /// - Throws: `OperationError`: one sentence that says what to do.
    package static func open(
        _ configuration: NodeConfiguration, dataDirectory: String, base: BaseModel,
        threads: ComputeThreads, clock: LedgerClock, word: OperatorWord = OperatorWord(),
        launcher: TrainingLauncher, logger: Logger
    ) async throws -> NodeServer {
        let isDemonstration = FileManager.default.fileExists(
            atPath: dataDirectory + "/DEMONSTRATION")
        guard !isDemonstration || configuration.listen.isLoopback else {
            throw OperationError(
                .usage,
                "\(dataDirectory) is a demonstration: everybody knows its keys, so it is served "
                    + "on 127.0.0.1 only, not on \(configuration.listen)")
        }
        var generator = SystemRandomNumberGenerator()
        let writer = try await DatanetFounding.openLog(
            dataDirectory, clock: clock, word: word, randomUsing: &generator)
        for note in writer.openingNotes { logger.warning("\(note)") }
        do {
            return try await NodeServer(
                configuration, dataDirectory, base, threads, writer, launcher,
                isDemonstration: isDemonstration, logger)
        } catch {
            try? await writer.close()
            throw error
        }
    }

    private init(
        _ configuration: NodeConfiguration, _ directory: String, _ base: BaseModel,
        _ threads: ComputeThreads, _ writer: any StoredLog, _ launcher: TrainingLauncher,
        isDemonstration: Bool, _ logger: Logger
    ) async throws {
        let keys = try await KeyRing(
            dataDirectory: directory, writer: writer, isDemonstration: isDemonstration)
        let datanets = DatanetCatalogue()
        let now: @Sendable () -> UInt64 = { UInt64(max(0, Date().timeIntervalSince1970)) }
        let intake = IntakeService(
            dataDirectory: directory, writer: writer, keys: keys, datanets: datanets,
            likeness: EmbeddingLikeness(base, threads: ComputeThreads(count: 1)),
            limits: configuration.limits, now: now)
        for note in try await intake.open() { logger.warning("\(note)") }
        let models = try await ServedModels(
            dataDirectory: directory, base: base, writer: writer, datanets: datanets)
        let openings = try OpeningsLog(dataDirectory: directory)
        let disclosures = try DisclosureLog(dataDirectory: directory)
        let disclosure = AnswerDisclosure(
            writer: writer, disclosures: disclosures,
            isDemonstration: isDemonstration, now: now)
        let records = AnswerRecords(
            base: base, writer: writer, models: models, datanets: datanets, openings: openings,
            disclosure: disclosure)
        let training = try TrainingService(
            dataDirectory: directory, keys: keys, intake: intake, models: models,
            run: TrainingRun(
                directory: directory, base: base, writer: writer, keys: keys, intake: intake,
                launcher: launcher), modelLimit: configuration.limits.modelsPerAccount,
            logger: logger)
        let batcher = QuestionBatcher(threads: threads, queueLimit: configuration.queue)
        condition = NodeCondition(
            writer: writer, openings: openings, disclosures: disclosures)
        let limits = configuration.limits
        services = NodeServices(
            callers: keys,
            answering: AnswerService(
                writer: writer, models: models, batcher: batcher,
                embedder: TextEmbedder(base: base, threadCount: threads.count),
                freeTokens: .tokens(perMinute: limits.embeddingTokensPerMinute),
                embeddingTokens: limits.embeddingTokens, openings: openings, keys: keys,
                records: records, reservations: Reservations(),
                embeddingModel: BaseModel.publicName),
            disclosing: disclosure,
            catalogue: NodeCatalogue(served: models, knownDatanets: datanets),
            ledger: LedgerRecords(
                writer: writer, records: records, datanets: datanets,
                isDemonstration: isDemonstration),
            profiles: ProfileFile(dataDirectory: directory),
            logFiles: PublishedLog(writer: writer), training: training,
            intake: intake, objecting: intake, readiness: condition)
        site = try Pages(services: services)
        self.configuration = configuration
        self.logger = logger
        self.writer = writer
        self.training = training
        self.intake = intake
    }

    /// Serves until the process is told to end; then finishes what was begun and closes the log.
    ///
    /// - Parameter onRunning: told of the port once requests are taken.
    /// - Throws: when the address cannot be listened at.
    package func run(onRunning: @escaping @Sendable (Int) -> Void) async throws {
        let application = serving().service(
            of: NodeResponder(
                services: services, limits: configuration.limits, site: site,
                crossOrigin: configuration.crossOrigin),
            host: configuration.listen.host, port: configuration.listen.port, logger: logger,
            onRunning: onRunning)
        // The last is told to end first: a training must not wait for clients that are silent, and
        // nobody waits for rows to be compared.
        var lifecycle = ServiceGroupConfiguration(
            services: [application, training, watch, IntakeEnd(intake: intake)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Answers under way take far less; who has sent half a request is not waited for.
        lifecycle.maximumGracefulShutdownDuration = .seconds(Self.patienceSeconds)
        do { try await ServiceGroup(configuration: lifecycle).run() } catch is CancellationError {
            logger.notice("connections that were still open were cut off")
        } catch {
            try? await writer.close()
            throw OperationError(
                .usage, "cannot serve at \(configuration.listen): \(error)")
        }
        try await writer.close()
    }

    /// The configured server, with no more connections than the system lets this process open.
    private func serving() -> HTTPServing {
        var serving = configuration.serving
        let wanted = serving.connections + Self.reservedFiles
        let allowed = OpenFileLimit.raise(to: wanted)
        if allowed < wanted {
            serving.connections = max(1, allowed - Self.reservedFiles)
            logger.warning(
                """
                the system lets this process open \(allowed) files: at most \
                \(serving.connections) connections
                """)
        }
        return serving
    }

    /// Works off the training jobs, as ``run(onRunning:)`` does beside serving.
    package func train() async throws { try await training.run() }

    /// Looks at the node's condition once, as ``run(onRunning:)`` does again and again; a change is
    /// logged.
    ///
    /// - Parameter last: what it returned before.
    /// - Returns: what stands in the node's way, in words for the operator.
    package func look(after last: [String]) async -> [String] { await watch.look(after: last) }

    private var watch: ConditionWatch { ConditionWatch(condition: condition, logger: logger) }

    /// Closes the log of a node that does not serve.
    package func close() async throws { try await writer.close() }
}

extension ProfileFile: Profiles {}
extension HTTPService: Service {}

/// Stops the comparing of rows when the node is told to end.
private struct IntakeEnd: Service {
    let intake: IntakeService

    func run() async throws {
        try? await gracefulShutdown()
        intake.end()
    }
}
