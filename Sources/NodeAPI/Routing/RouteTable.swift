internal import HTTPTypes

/// All routes of a node, by path.
///
/// Hummingbird's own router cannot say which methods a path has, and knows no methods but those
/// that were added; therefore this table is asked instead.
package struct RouteTable: Sendable {
    /// A path with its methods.
    struct Endpoint: Sendable {
        let path: RoutePath
        let routes: [Route]

        /// The methods as the Allow header lists them; HEAD stands beside each GET.
        var allow: String {
            routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
                .joined(separator: ", ")
        }

        /// How a method that the path does not have is refused.
        var form: HTTPProblem.Form { routes[0].form }

        /// The route of a method; HEAD is answered as GET.
        func route(_ method: HTTPRequest.Method) -> Route? {
            routes.first { $0.method == (method == .head ? .get : method) }
        }
    }

    /// In the order of their first routes; of two that match a path, the first counts.
    let endpoints: [Endpoint]

    init(_ routes: [Route]) {
        var order: [String] = []
        var byPath: [String: [Route]] = [:]
        for route in routes {
            if byPath[route.path.text] == nil { order.append(route.path.text) }
            byPath[route.path.text, default: []].append(route)
        }
        endpoints = order.compactMap { text in
            byPath[text].map { Endpoint(path: $0[0].path, routes: $0) }
        }
    }

    /// An endpoint, with what its path's captures hold.
    typealias Found = (endpoint: Endpoint, captures: [String: String])

    /// The endpoint at a path.
    func find(_ path: String) -> Found? {
        let parts = RoutePath.split(path)
        for endpoint in endpoints {
            if let captures = endpoint.path.match(parts) { return (endpoint, captures) }
        }
        return nil
    }

    /// Every route: its method, a space and its path with captures in braces.
    package var declared: [String] {
        endpoints.flatMap { endpoint in
            endpoint.routes.map { "\($0.method.rawValue) \(endpoint.path.text)" }
        }
    }

    /// The routes for programs, which the OpenAPI document describes.
    package static let programs = RouteTable(
        OpenAIModelRoutes.all + ChatRoutes.all + EmbeddingRoutes.all + ModelRoutes.all
            + JobRoutes.all + DatanetRoutes.all + ObjectionRoutes.all + EvaluationRoutes.all
            + ReceiptRoutes.all + DisclosureRoutes.all + AccountRoutes.all + EntryRoutes.all
            + LogFileRoutes.all + HealthRoutes.all + DocumentRoutes.all)

    /// The routes for programs and those of a site.
    func with(_ site: [Route]) -> RouteTable {
        RouteTable(endpoints.flatMap(\.routes) + site)
    }
}

/// A path with captures, written as in OpenAPI: `/api/receipts/{id}`, `/receipts/{index}.json`.
///
/// `{name+}` at the end captures all that is left, slashes included.
struct RoutePath: Sendable {
    private enum Segment: Equatable {
        case literal(Substring)
        /// A capture, and what must stand behind it.
        case capture(String, suffix: Substring)
        case rest(String)
    }

    /// The path as OpenAPI writes it, without the `+`.
    let text: String
    private let segments: [Segment]

    init(_ pattern: String) {
        segments = Self.split(pattern).map { part in
            guard part.first == "{", let end = part.firstIndex(of: "}") else {
                return .literal(part)
            }
            let name = part[..<end].dropFirst()
            guard name.last == "+" else {
                return .capture(String(name), suffix: part[end...].dropFirst())
            }
            return .rest(String(name.dropLast()))
        }
        text = pattern.replacing("+}", with: "}")
    }

    /// The parts between slashes; those of a path that begins with one begin with an empty part.
    static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// What a path's parts give for the captures, decoded; nil when the path is another one.
    ///
    /// A capture holds at least one byte, and its percent-encoding must give UTF-8.
    func match(_ parts: [Substring]) -> [String: String]? {
        var found: [String: String] = [:]
        for (position, segment) in segments.enumerated() {
            guard position < parts.count else { return nil }
            switch segment {
            case .literal(let text):
                guard parts[position] == text else { return nil }
            case .capture(let name, let suffix):
                guard parts[position].utf8.reversed().starts(with: suffix.utf8.reversed()),
                    let value = Self.captured(parts[position].utf8.dropLast(suffix.utf8.count))
                else { return nil }
                found[name] = value
            case .rest(let name):
                guard let value = Self.captured(parts[position...].joined(separator: "/").utf8)
                else { return nil }
                found[name] = value
                return found
            }
        }
        return parts.count == segments.count ? found : nil
    }

    private static func captured(_ text: some Collection<UInt8>) -> String? {
        guard !text.isEmpty else { return nil }
        return PercentEncoding.decode(text, plusIsSpace: false)
    }
}
