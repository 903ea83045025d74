package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOPosix

/// How a node's HTTP server deals with slow, silent and too many clients.
///
/// Hummingbird by itself waits for ever, takes headers of 80 KiB, and stops to accept connections
/// when it has enough of them: then whoever holds those keeps everybody else out. This server
/// always accepts, and gives up the connections that wait for the longest instead.
package struct HTTPServing: Equatable, Sendable {
    /// Seconds in which the first request's head must have arrived on a new connection.
    package var headSeconds = 10
    /// Seconds in which a connection's next request's head must have arrived.
    package var idleSeconds = 60
    /// Seconds in which a client must take ``sendBytes`` of its response, or the rest of it.
    package var sendSeconds = 30
    /// Bytes of a response that are taken in each ``sendSeconds``.
    package var sendBytes = 65_536
    /// Bytes of all responses that wait for their clients; over it, those that have waited for
    /// longest are closed.
    package var unreadBytes = 64 << 20
    /// Seconds for which what a client still sends is thrown away after its last response, so that
    /// it gets to read that; an end at once would reset the connection.
    package var lingerSeconds = 3
    /// Bytes of all headers of a request, its target included.
    package var headerBytes = 32_768
    /// Headers of a request.
    package var headerCount = 100
    /// Bytes that the system keeps of a connection before the node has read them.
    ///
    /// Linux reserves twice as much; by itself it would keep up to 6 MiB.
    package var receiveBufferBytes = 131_072
    /// Open connections, of all clients together.
    package var connections = 1024
    /// Open connections of one address: of one IPv4 address, or one IPv6 network of 64 bits.
    package var connectionsPerAddress = 128

    package init() {}

    /// A server of a responder.
    ///
    /// - Parameters:
    ///   - responder: what answers.
    ///   - host: the address to listen on.
    ///   - port: the port; 0 for any free one.
    ///   - logger: for the server's own lines and those of requests.
    ///   - onRunning: told of the port once connections are taken.
    /// - Returns: the server, which has not begun.
    package func service(
        of responder: NodeResponder, host: String, port: Int, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) -> HTTPService {
        let open = OpenConnections(
            total: connections, perAddress: connectionsPerAddress, unreadBytes: unreadBytes)
        return HTTPService(
            application: Application(
                responder: responder,
                server: HTTPServerBuilder { answer in
                    ConnectionChannel(
                        responder: answer, serving: self, open: open,
                        report: { responder.noteRefusal($0, logger: logger) })
                },
                configuration: ApplicationConfiguration(
                    address: .hostname(host, port: port), serverName: "openledger"),
                onServerRunning: { await onRunning($0.localAddress?.port ?? port) },
                logger: logger))
    }
}

/// A server of HTTP that can be run once.
///
/// Connections are dealt with on the event loops' threads, and only work for a request goes to the
/// threads that all of Swift's tasks share: when those are busy, connections are still accepted,
/// limits kept, health told and crowds refused.
package struct HTTPService: Sendable {
    let application: Application<NodeResponder>

    /// Serves until the task is cancelled or told to shut down.
    ///
    /// - Throws: when the address cannot be listened at.
    package func run() async throws {
        try await onEventLoop { try await application.run() }
    }

    /// Serves until the process is told to end.
    ///
    /// - Throws: when the address cannot be listened at.
    package func runUntilSignalled() async throws {
        try await onEventLoop { try await application.runService() }
    }

    private func onEventLoop(
        _ operation: @Sendable () async throws -> Void
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        try await withTaskExecutorPreference(EventLoopExecutor(loop), operation: operation)
    }
}

/// What travels with a request.
package struct NodeContext: RequestContext {
    /// Hummingbird's part.
    package var coreContext: CoreRequestContextStorage
    /// The connection; nil for a request that did not come over one.
    let channel: (any Channel)?

    /// Made by the server for each request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// A request that did not come over a connection.
    package init(logger: Logger) {
        coreContext = .init(source: LoggerSource(logger: logger))
        channel = nil
    }

    private struct LoggerSource: RequestContextSource {
        let logger: Logger
    }
}
