public import Hummingbird

/// The routes for programs: `/v1`, `/api`, `/log`, health, metrics and the OpenAPI document.
public struct APIRoutes: Sendable {
    private let services: NodeServices
    private let limits: APILimits

    /// Routes over services.
    public init(services: NodeServices, limits: APILimits) {
        self.services = services
        self.limits = limits
    }

    /// Adds the routes to a router.
    public func add(to router: Router<NodeContext>) {}
}
