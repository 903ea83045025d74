public import Hummingbird

/// The routes for programs: `/v1`, `/api`, `/log`, health, metrics and the OpenAPI document.
public struct APIRoutes: Sendable {
    private let services: NodeServices
    private let limits: APILimits
    private let metrics: NodeMetrics

    /// Routes over services.
    ///
    /// - Parameters:
    ///   - services: what answers.
    ///   - limits: what is taken at most.
    ///   - registry: what `/metrics` writes; give the one that swift-metrics was started with, so
    ///     that everything the process counts stands there.
    public init(
        services: NodeServices, limits: APILimits, registry: PrometheusRegistry = .init()
    ) {
        self.services = services
        self.limits = limits
        metrics = NodeMetrics(registry: registry)
    }

    /// Every route: its method, a space and its path with captures in braces.
    public static var declared: [String] {
        RouteTable.node.endpoints.flatMap { endpoint in
            endpoint.routes.map { "\($0.method.rawValue) \(endpoint.path.text)" }
        }
    }

    /// Adds the routes to a router.
    ///
    /// What is added to the router afterwards gets a request id, a line in the log and its place
    /// among the metrics too, so the API comes first and the site after it.
    public func add(to router: Router<NodeContext>) {
        router.add(middleware: RequestObserver(metrics: metrics, limits: limits))
        router.add(
            middleware: APIDispatcher(
                table: .node, services: services, limits: limits, metrics: metrics,
                admission: Admission(limit: limits.concurrentRequests)))
    }
}
