internal import FoundationEssentials
internal import Hummingbird
internal import Identity
package import LedgerStorage
package import Logging
internal import Machine
package import ModelFactory
internal import NIOCore
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

    private let configuration: NodeConfiguration
    private let logger: Logger
    private let writer: any StoredLog
    /// What API and pages work with.
    package let services: NodeServices
    private let training: TrainingService
    private let site: Pages

    /// Opens a data directory, a fresh one included, and loads what it has on sale; trains where
    /// the launcher says.
    ///
    /// - Throws: `OperationError`: one sentence that says what to do.
    package static func open(
        _ configuration: NodeConfiguration, dataDirectory: String, base: BaseModel,
        threads: ComputeThreads, clock: LedgerClock, launcher: TrainingLauncher, logger: Logger
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
            dataDirectory, clock: clock, randomUsing: &generator)
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
        let datanets = DatanetCatalogue([])
        let intake = IntakeService(
            dataDirectory: directory, writer: writer, keys: keys, datanets: datanets)
        for note in try await intake.open() { logger.warning("\(note)") }
        let models = try await ServedModels(
            dataDirectory: directory, base: base, writer: writer, datanets: datanets)
        let openings = try OpeningsLog(dataDirectory: directory)
        let records = AnswerRecords(
            base: base, writer: writer, models: models, datanets: datanets, openings: openings)
        let training = try TrainingService(
            dataDirectory: directory, keys: keys, intake: intake, models: models,
            run: TrainingRun(
                directory: directory, base: base, writer: writer, keys: keys, intake: intake,
                launcher: launcher), logger: logger)
        let batcher = QuestionBatcher(
            base: base, threads: threads, queueLimit: configuration.queue)
        services = NodeServices(
            callers: keys,
            answering: AnswerService(
                writer: writer, models: models, batcher: batcher, openings: openings, keys: keys,
                records: records, reservations: Reservations(),
                embeddingModel: BaseModel.publicName),
            catalogue: NodeCatalogue(served: models, knownDatanets: datanets),
            ledger: LedgerRecords(
                writer: writer, records: records, datanets: datanets,
                isDemonstration: isDemonstration),
            profiles: ProfileFile(dataDirectory: directory),
            logFiles: PublishedLog(writer: writer), training: training,
            intake: intake)
        site = try Pages(services: services)
        self.configuration = configuration
        self.logger = logger
        self.writer = writer
        self.training = training
    }

    /// Serves until the process is told to end; then finishes what was begun and closes the log.
    ///
    /// - Parameter onRunning: told of the port once requests are taken.
    /// - Throws: when the address cannot be listened at.
    package func run(onRunning: @escaping @Sendable (Int) -> Void) async throws {
        let serving = HTTPServing()
        let application = Application(
            responder: NodeResponder(
                services: services, limits: configuration.limits, site: site),
            server: serving.server,
            configuration: serving.configuration(
                host: configuration.listen.host, port: configuration.listen.port),
            onServerRunning: { channel in
                onRunning(channel.localAddress?.port ?? configuration.listen.port)
            },
            logger: logger)
        // The last is told to end first: a training must not wait for clients that are silent.
        var lifecycle = ServiceGroupConfiguration(
            services: [application, training], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
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

    /// Works off the training jobs, as ``run(onRunning:)`` does beside serving.
    package func train() async throws { try await training.run() }

    /// Closes the log of a node that does not serve.
    package func close() async throws { try await writer.close() }
}

extension ProfileFile: Profiles {}
