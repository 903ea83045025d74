import Foundation
import Identity
import MachineTestKit
import ModelTestKit
import Node
import NodeAPI
import Testing
import Verifier
import Wire

@Suite struct `A node that serves` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Serves while the body runs, and then ends the node.
    private func serving(
        _ body: @escaping @Sendable (RunningNode, _ port: Int) async throws -> Void
    ) async throws {
        var configuration = NodeConfiguration()
        configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await running.node.run { announce.yield($0) } }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            try await body(running, port)
            group.cancelAll()
        }
    }

    @Test func `answers on one connection, and its receipt verifies`() async throws {
        try await serving { running, port in
            let key = try await running.services.ledger.head().verifierKey
            let order = Array(
                """
                {"model": "\(RunningNode.model)",
                 "messages": [{"role": "user", "content": "a fine violin melody"}]}
                """.utf8)
            let last = try await running.services.ledger.head().size
            let replies = try await HTTPClient.connected(to: port) { client in
                [
                    try client.request("GET", "/healthz"),
                    try client.request(
                        "POST", "/v1/chat/completions",
                        [
                            ("authorization", "Bearer ol-\(TrainedDirectory.payer.address)"),
                            ("content-type", "application/json"),
                        ], body: order),
                    try client.request("GET", "/api/receipts/\(last)/export"),
                ]
            }
            #expect(replies.map(\.status) == [200, 200, 200], "\(replies.map(\.text))")
            let json = try JSONValue(parsing: replies[1].body, limit: 1 << 20)
            let content = json["choices"]?.arrayValue?.first?["message"]?["content"]?.stringValue
            #expect(content == "music")
            #expect(ReceiptVerifier.verify(file: replies[2].body, key: key).isVerified)
        }
    }

    @Test func `answers crooked requests, and serves the next connection`() async throws {
        try await serving { _, port in
            for bytes in ["GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n"] {
                let status = try await HTTPClient.connected(to: port) { client in
                    try client.send(Array(bytes.utf8))
                    return try? client.reply().status
                }
                #expect(status.map { $0 >= 400 } ?? true, "\(bytes)")
            }
            let health = try await HTTPClient.connected(to: port) {
                try $0.request("GET", "/healthz").status
            }
            #expect(health == 200)
        }
    }
}
