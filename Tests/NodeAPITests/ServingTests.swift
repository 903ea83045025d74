import Hummingbird
import Logging
import NIOCore
import NodeAPI
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
        let node = try SmallNode()
        let router = Router(context: NodeContext.self)
        APIRoutes(services: node.services, limits: APILimits()).add(to: router)
        let (ports, port) = AsyncStream.makeStream(of: Int?.self)
        let serving = HTTPServing()
        let application = Application(
            router: router, server: serving.server,
            configuration: serving.configuration(host: "127.0.0.1", port: 0),
            onServerRunning: { port.yield($0.localAddress?.port) },
            logger: Logger(label: "serving-tests") { _ in SwiftLogNoOpLogHandler() })
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await application.run() }
            var found = ports.makeAsyncIterator()
            let bound = await found.next() ?? nil
            #expect(bound != nil)
            group.cancelAll()
        }
    }
}
