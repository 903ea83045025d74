internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// Answers every request under the API's paths: found, refused or unknown.
///
/// The rest goes on. Hummingbird's own router cannot say which methods a path has, and knows no
/// methods but those that were added; therefore the table is asked here.
struct APIDispatcher: RouterMiddleware {
    let table: RouteTable
    let services: NodeServices
    let limits: APILimits
    let metrics: NodeMetrics
    let admission: Admission

    func handle(
        _ request: Request, context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let (endpoint, parameters) = table.find(path) else {
            guard RouteTable.owns(path) else { return try await next(request, context) }
            throw HTTPProblem.unknownPath(path)
        }
        context.coreContext.endpointPath.value = endpoint.path.text
        guard let route = endpoint.route(request.method) else {
            throw HTTPProblem.wrongMethod(request.method, allow: endpoint.allow)
        }
        let response = try await answer(request, on: route, parameters)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request, on route: APIRoute, _ parameters: [String: String]
    ) async throws -> Response {
        let caller = try await caller(of: request, on: route)
        let call = APICall(
            services: services, limits: limits, metrics: metrics, request: request,
            parameters: parameters, query: try QueryFields(request.uri.query),
            identified: caller, body: try await body(of: request, on: route))
        guard route.isCounted else { return try await route.answer(call) }
        return try await admission.admit { try await route.answer(call) }
    }

    private func caller(of request: Request, on route: APIRoute) async throws -> Caller? {
        guard route.access != .open else { return nil }
        guard let key = request.headers.bearerKey,
            let caller = await services.callers.caller(apiKey: key)
        else { throw HTTPProblem.invalidKey }
        guard route.access == .key || caller.isOperator else { throw HTTPProblem.operatorOnly }
        return caller
    }

    private func body(of request: Request, on route: APIRoute) async throws -> JSONValue {
        let limit: Int
        switch route.body {
        case .none: return .null
        case .json: limit = limits.bodyBytes
        case .rows: limit = limits.contributionBytes
        }
        return try await BodyReading.json(
            of: request, limit: limit, seconds: limits.bodySeconds)
    }
}
