internal import HTTPTypes

/// All routes for programs, by path.
struct RouteTable: Sendable {
    /// A path with its methods.
    struct Endpoint: Sendable {
        let path: RoutePath
        let routes: [APIRoute]

        /// The methods as the Allow header lists them; HEAD stands beside each GET.
        var allow: String {
            routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
                .joined(separator: ", ")
        }

        /// The route of a method; HEAD is answered as GET.
        func route(_ method: HTTPRequest.Method) -> APIRoute? {
            routes.first { $0.method == (method == .head ? .get : method) }
        }
    }

    /// Where nothing but these routes answers; the site has pages beside the log's files.
    static let prefixes = ["/v1/", "/api/", "/log/tile/"]

    let endpoints: [Endpoint]

    init(_ routes: [APIRoute]) {
        var order: [String] = []
        var byPath: [String: [APIRoute]] = [:]
        for route in routes {
            if byPath[route.path.text] == nil { order.append(route.path.text) }
            byPath[route.path.text, default: []].append(route)
        }
        endpoints = order.compactMap { text in
            guard let routes = byPath[text], let first = routes.first else { return nil }
            return Endpoint(path: first.path, routes: routes)
        }
    }

    /// The endpoint at a path, with what its captures hold.
    func find(_ path: String) -> (endpoint: Endpoint, parameters: [String: String])? {
        let parts = RoutePath.split(path)
        for endpoint in endpoints {
            if let parameters = endpoint.path.match(parts) { return (endpoint, parameters) }
        }
        return nil
    }

    /// Whether a path without an endpoint is refused here rather than passed on.
    static func owns(_ path: String) -> Bool {
        prefixes.contains { (path + "/").utf8.starts(with: $0.utf8) }
    }
}

extension RouteTable {
    /// Every route of the node.
    static let node = RouteTable(
        OpenAIModelRoutes.all + ChatRoutes.all + EmbeddingRoutes.all + ModelRoutes.all
            + JobRoutes.all + DatanetRoutes.all + ReceiptRoutes.all + AccountRoutes.all
            + EntryRoutes.all + LogFileRoutes.all + HealthRoutes.all + DocumentRoutes.all)
}
