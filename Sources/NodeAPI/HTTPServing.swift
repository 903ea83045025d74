package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore

/// How a node's HTTP server deals with slow, silent and too many clients.
///
/// Hummingbird by itself waits for ever and takes headers of 80 KiB.
package struct HTTPServing: Sendable {
    /// How long a connection may be silent between requests or within one.
    package var idleSeconds: Int64 = 60
    /// Bytes of all headers of a request.
    package var headerBytes = 32_768
    /// Headers of a request.
    package var headerCount = 100
    /// Open connections; more wait in the system's queue.
    package var connections = 1024

    package init() {}

    /// The server, for `Application(router:server:configuration:)`.
    package var server: HTTPServerBuilder {
        .http1(
            configuration: .init(
                idleTimeout: .seconds(idleSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: headerBytes, maxHeaderListSize: headerBytes,
                    maxHeaderFieldCount: headerCount)))
    }

    /// The application's configuration.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port; 0 for any free one.
    /// - Returns: what `Application` takes.
    package func configuration(host: String, port: Int) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port), serverName: "openledger",
            availableConnectionsDelegate: MaximumAvailableConnections(connections))
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
