public import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// How a node's HTTP server deals with slow, silent and too many clients.
///
/// Hummingbird by itself waits for ever and takes headers of 80 KiB.
public struct HTTPServing: Sendable {
    /// How long a connection may be silent between requests or within one.
    public var idleSeconds: Int64 = 60
    /// Bytes of all headers of a request.
    public var headerBytes = 32_768
    /// Headers of a request.
    public var headerCount = 100
    /// Open connections; more wait in the system's queue.
    public var connections = 1024

    /// The usual settings.
    public init() {}

    /// The server, for `Application(router:server:configuration:)`.
    public var server: HTTPServerBuilder {
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
    public func configuration(host: String, port: Int) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port), serverName: "openledger",
            availableConnectionsDelegate: MaximumAvailableConnections(connections))
    }
}
