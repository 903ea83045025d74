import Hummingbird
import NodeAPI
import NodeTestKit
import Testing

@Suite struct `Serving` {
    @Test func `listens where it is told`() {
        let configuration = HTTPServing().configuration(host: "127.0.0.1", port: 8080)
        #expect(configuration.address == .hostname("127.0.0.1", port: 8080))
        #expect(configuration.serverName == "openledger")
    }

    @Test func `has a limit on connections`() throws {
        var serving = HTTPServing()
        serving.connections = 1
        let configuration = serving.configuration(host: "127.0.0.1", port: 0)
        var connections = try #require(configuration.availableConnectionsDelegate)
        #expect(connections.isAcceptingNewConnections())
        connections.connectionOpened()
        #expect(!connections.isAcceptingNewConnections())
        connections.connectionClosed()
        #expect(connections.isAcceptingNewConnections())
    }

    @Test func `begins on a free port and ends when it is told`() async throws {
        let served = ServedNode(node: try SampleNode())
        let port = try await served.run { port in port }
        #expect((1...65_535).contains(port))
    }
}
