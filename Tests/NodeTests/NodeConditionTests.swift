import Foundation
import Identity
import LedgerStorage
import Logging
import Machine
import MachineTestKit
import ModelFactory
import Node
import NodeAPI
import Synchronization
import Testing

@Suite(.serialized) struct `A node that cannot write` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Takes the folder of the openings away, as a disk that fails would.
    private func breakOpenings(_ running: RunningNode) throws {
        let files = FileManager.default
        try files.moveItem(
            atPath: running.directory + "/openings", toPath: running.directory + "/moved")
        try Data().write(to: URL(fileURLWithPath: running.directory + "/openings"))
    }

    private func mendOpenings(_ running: RunningNode) throws {
        let files = FileManager.default
        try files.removeItem(atPath: running.directory + "/openings")
        try files.moveItem(
            atPath: running.directory + "/moved", toPath: running.directory + "/openings")
    }

    @Test func `openings is not ready, charges nothing, and goes on when it can`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        #expect(await running.services.readiness.obstacles() == [])
        let size = try await running.services.ledger.head().size
        let before = try await running.services.callers.balance(of: payer.account)
        try breakOpenings(running)
        for _ in 0..<2 {
            do {
                _ = try await running.ask("a chess engine", as: payer)
                Issue.record("An answer was given whose opening is lost.")
            } catch let refusal as ServiceRefusal {
                guard case .unavailable(let cause) = refusal else {
                    Issue.record("\(refusal)")
                    continue
                }
                #expect(cause.contains("openings"))
            }
        }
        let obstacles = await running.services.readiness.obstacles()
        #expect(obstacles.count == 1)
        #expect(obstacles.first?.contains("cannot be written") == true)
        #expect(obstacles.first?.contains(running.directory) == false)
        #expect(try await running.services.ledger.head().size == size)
        #expect(try await running.services.callers.balance(of: payer.account) == before)
        try mendOpenings(running)
        let answered = try await running.ask("a chess engine", as: payer)
        #expect(answered.text?.question == "a chess engine")
        #expect(await running.services.readiness.obstacles() == [])
        try await running.node.close()
    }

    @Test func `openings says so in its log without being asked, once, and that it can again`()
        async throws
    {
        let lines = LogLines()
        let running = try await RunningNode.trained(in: folder, logger: lines.logger)
        let payer = try await running.caller("payer")
        try breakOpenings(running)
        _ = try? await running.ask("a chess engine", as: payer)
        var last = await running.node.look(after: [])
        last = await running.node.look(after: last)
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.hasPrefix("error not ready") == true)
        #expect(lines.all.first?.contains(running.directory + "/openings") == true)
        try mendOpenings(running)
        last = await running.node.look(after: last)
        #expect(last == [])
        #expect(lines.all.count == 2 && lines.all.last == "notice ready again")
        try await running.node.close()
    }

    /// What everybody is told of a log that has stopped: the same, whatever they ask for.
    private static let paths = [
        "/", "/a/0", "/receipts/0", "/receipts/0.json", "/log", "/log/search?q=1", "/models",
        "/accounts/0x0000000000000000000000000000000000000001", "/v1/models", "/api/log",
        "/api/models", "/api/entries", "/api/receipts/0", "/api/receipts/0/export",
        "/api/accounts/0x0000000000000000000000000000000000000001", "/log/checkpoint",
        "/log/checkpoint", "/log/key", "/readyz",
    ]

    @Test func `its log gives the reason in the form of each route, and lives`() async throws {
        var configuration = NodeConfiguration()
        configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        let payer = try await running.caller("payer")
        try FileManager.default.removeItem(atPath: running.directory + "/LOCK")
        await #expect(throws: ServiceRefusal.self) {
            try await running.ask("a chess engine", as: payer)
        }
        let obstacles = await running.services.readiness.obstacles()
        #expect(obstacles == ["The log takes no entry until the operator starts the node again."])
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await running.node.run { announce.yield($0) } }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let order = Array(
                """
                {"model": "\(RunningNode.model)", "messages": [{"role": "user", "content": "x"}]}
                """.utf8)
            let (asked, replies, health) = try await HTTPClient.connected(to: port) { client in
                (
                    try client.request(
                        "POST", "/v1/chat/completions",
                        [
                            ("authorization", "Bearer ol-\(TrainedDirectory.payer.address)"),
                            ("content-type", "application/json"),
                        ], body: order),
                    try Self.paths.map { try client.request("GET", $0) },
                    try client.request("GET", "/healthz")
                )
            }
            #expect(health.status == 200)
            for (path, reply) in zip(Self.paths + ["ask"], replies + [asked]) {
                let text = reply.text
                #expect(reply.status == 503, "\(path): \(text.prefix(200))")
                #expect(!text.contains(running.directory), "\(path)")
                let isPage = text.contains("<html")
                #expect(
                    isPage || text.contains("\"stopped\"") || text.contains("\"not_ready\""),
                    "\(path)")
                if isPage { #expect(text.contains("until its operator starts it again")) }
            }
            group.cancelAll()
        }
    }

    @Test func `a model's name is not started`() async throws {
        let trained = try await TrainedDirectory.shared.value
        let copy = try folder.copy(of: trained.path, as: "damaged")
        let models = copy + "/models"
        let model = try #require(FileManager.default.contentsOfDirectory(atPath: models).first)
        let card = "\(models)/\(model)/card.json"
        try Data("{".utf8).write(to: URL(fileURLWithPath: card))
        do {
            _ = try await RunningNode(copy)
            Issue.record("A model is sold under another name.")
        } catch let error as OperationError {
            #expect(error.code == .altered && error.message.contains("card.json"))
        }
    }
}

/// A log that keeps its lines.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "lines") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(lines: LogLines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let words = (event.metadata ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            let text = (["\(event.level) \(event.message)"] + words).joined(separator: " ")
            lines.lines.withLock { $0.append(text) }
        }
    }
}
