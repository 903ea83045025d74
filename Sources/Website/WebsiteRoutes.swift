public import Hummingbird
public import NodeAPI

/// The pages of the site.
public struct WebsiteRoutes: Sendable {
    private let services: NodeServices

    /// Pages over services.
    ///
    /// - Throws: when a template or an asset is missing.
    public init(services: NodeServices) throws {
        self.services = services
    }

    /// Adds the pages to a router.
    public func add(to router: Router<NodeContext>) {}
}
