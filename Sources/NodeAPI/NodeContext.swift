public import Hummingbird
public import Logging
internal import NIOCore

/// What travels with a request.
public struct NodeContext: RequestContext {
    /// Hummingbird's part.
    public var coreContext: CoreRequestContextStorage

    /// Made by the server for each request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
