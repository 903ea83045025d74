import HTTPTypes
import Logging
import NodeAPI
import NodeTestKit
import Synchronization
import Testing

@Suite struct `The request log` {
    /// Keeps what is logged.
    final class Lines: Sendable {
        let all = Mutex<[String]>([])

        var text: String { all.withLock { $0.joined(separator: "\n") } }
        var logger: Logger { Logger(label: "lines") { _ in LineHandler(lines: self) } }
    }

    struct LineHandler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.all.withLock {
                $0.append("\(event.level) \(event.message) \(fields.joined(separator: " "))")
            }
        }
    }

    @Test func `has a line of method, route, status, duration and id`() async throws {
        let lines = Lines()
        var client = try APIClient()
        client.logger = lines.logger
        _ = try await client.get("/v1/models/x", [.requestID: "id-7"])
        let line = lines.text
        #expect(line.hasPrefix("info request "))
        for part in ["method=GET", "route=/v1/models/{id}", "status=404", "request-id=id-7"] {
            #expect(line.contains(part))
        }
        #expect(line.contains("microseconds="))
    }

    @Test func `has no secret, no question and no query`() async throws {
        let lines = Lines()
        var client = try APIClient()
        client.logger = lines.logger
        _ = try await client.ask("secret-question", "", [.idempotencyKey: "secret-key"])
        _ = try await client.get("/api/entries?before=secret-query", .key("secret-api-key"))
        _ = try await client.get("/secret-path")
        _ = try await client.post("/v1/chat/completions", "secret-body")
        #expect(!lines.text.contains("secret"))
        #expect(!lines.text.contains("key-payer"))
        #expect(lines.text.split(separator: "\n").count == 4)
    }

    @Test func `says what failed, for the operator`() async throws {
        let lines = Lines()
        var client = try APIClient()
        client.logger = lines.logger
        client.node.refuse(`A refusal of a service`.Outage())
        _ = try await client.get("/api/log")
        #expect(lines.text.contains("error failed"))
        #expect(lines.text.contains("Outage"))
    }

    @Test(arguments: [
        ServiceRefusal.stopped(cause: "/data is full."), .unavailable(cause: "/data is full."),
        .failed(cause: "/data is full."),
    ])
    func `says why a service has stopped or failed, for the operator`(
        refusal: ServiceRefusal
    ) async throws {
        let lines = Lines()
        var client = try APIClient()
        client.logger = lines.logger
        client.node.refuse(refusal)
        _ = try await client.ask("a")
        #expect(lines.text.contains("/data is full."))
    }
}

@Suite struct `A node's health` {
    @Test func `is told while it lives`() async throws {
        let client = try APIClient()
        #expect(try await client.get("/healthz").text == #"{"status":"alive"}"#)
        #expect(try await client.get("/readyz").text == #"{"status":"ready"}"#)
        client.node.refuse(ServiceRefusal.stopped(cause: "The disk is full."))
        #expect(try await client.get("/healthz").status == 200)
        let ready = try await client.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.code == "not_ready")
    }

    @Test func `is told with the reasons why it answers nothing`() async throws {
        let client = try APIClient()
        client.node.state.withLock { $0.obstacles = ["The disk is full.", "The clock is wrong."] }
        let ready = try await client.get("/readyz")
        #expect(ready.status == 503 && ready.code == "not_ready")
        #expect(ready.text.contains("The disk is full. The clock is wrong."))
        #expect(try await client.get("/healthz").status == 200)
        client.node.state.withLock { $0.obstacles = [] }
        #expect(try await client.get("/readyz").status == 200)
    }
}
