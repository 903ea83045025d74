internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import Wire

/// A website beside the API: its routes, and how it shows what is refused.
package protocol Site: Sendable {
    /// The pages and what belongs to them.
    var routes: [Route] { get }

    /// A page that says why there is none.
    func page(for problem: HTTPProblem) async -> Response
}

/// Answers every request of a node: one route table, one set of limits, one admission, and one
/// place in which refusals become responses.
package struct NodeResponder: HTTPResponder {
    private let table: RouteTable
    private let site: (any Site)?
    private let services: NodeServices
    private let limits: RequestLimits
    private let metrics: NodeMetrics
    private let observer: RequestObserver
    private let admission: Admission

    /// A responder over services.
    ///
    /// - Parameters:
    ///   - services: what answers.
    ///   - limits: what is taken at most.
    ///   - site: the pages; nil for a node that speaks to programs alone.
    ///   - registry: what `/metrics` writes; give the one that swift-metrics was started with, so
    ///     that everything the process counts stands there.
    package init(
        services: NodeServices, limits: RequestLimits, site: (any Site)? = nil,
        registry: PrometheusRegistry = .init()
    ) {
        table = RouteTable.programs.with(site?.routes ?? [])
        self.site = site
        self.services = services
        self.limits = limits
        metrics = NodeMetrics(registry: registry)
        observer = RequestObserver(metrics: metrics, limits: limits)
        admission = Admission(limit: limits.concurrentRequests)
    }

    @Sendable
    package func respond(to request: Request, context: NodeContext) async throws -> Response {
        await observer.observe(request, in: context) { context in
            let response = await answer(request, in: context)
            guard request.method == .head else { return response }
            return response.createHeadResponse()
        }
    }

    /// The response to any request: what its route answers, or why it does not.
    private func answer(_ request: Request, in context: NodeContext) async -> Response {
        let path = request.uri.path
        guard let (endpoint, captures) = table.find(path) else {
            let form = unknownForm(path)
            return await refused(form == .page ? .noPage : .unknownPath(path), form)
        }
        context.coreContext.endpointPath.value = endpoint.path.text
        guard let route = endpoint.route(request.method) else {
            let problem = HTTPProblem.wrongMethod(request.method, allow: endpoint.allow)
            return await refused(problem, endpoint.form)
        }
        do {
            let call = try await call(request, on: route, captures)
            let response = try await answer(call, on: route, in: context)
            let finished = route.form == .page ? response.guarded : response
            return await ResponseCompression.compressed(finished, for: request)
        } catch {
            return await refused(problem(error, in: context), route.form)
        }
    }

    private func answer(
        _ call: Call, on route: Route, in context: NodeContext
    ) async throws -> Response {
        do {
            guard route.isCounted else { return try await route.answer(call) }
            return try await admission.admit { try await route.answer(call) }
        } catch {
            guard let refusal = route.refusal else { throw error }
            // A page for its visitor says nothing of what nobody expected.
            guard HTTPProblem(error).status.code != 500 else { throw error }
            return try await refusal(call, problem(error, in: context))
        }
    }

    /// What a caller is told of an error; what the operator has to see to is logged in its words.
    private func problem(_ error: any Error, in context: NodeContext) -> HTTPProblem {
        let problem = HTTPProblem(error)
        if problem.isForOperator {
            context.logger.error(
                "failed", metadata: ["error": .string(String(reflecting: error))])
        }
        return problem
    }
}

// MARK: - Refusals

extension NodeResponder {
    /// The one place in which a refusal becomes a response.
    private func refused(_ problem: HTTPProblem, _ form: HTTPProblem.Form) async -> Response {
        switch form {
        case .openAI: problem.openAIResponse
        case .problem: problem.problemResponse
        case .page: await site?.page(for: problem).guarded ?? problem.problemResponse
        }
    }

    /// Pages may stand wherever neither programs' routes nor the log's tiles do.
    private func unknownForm(_ path: String) -> HTTPProblem.Form {
        let form = HTTPProblem.Form(path: path)
        let isForPrograms = ["/v1/", "/api/", "/log/tile/"].contains {
            (path + "/").utf8.starts(with: $0.utf8)
        }
        return isForPrograms || site == nil ? form : .page
    }
}

// MARK: - What a route asks of a request

extension NodeResponder {
    private func call(
        _ request: Request, on route: Route, _ captures: [String: String]
    ) async throws -> Call {
        let caller = try await caller(of: request, on: route)
        let query = try URLFields((request.uri.query ?? "").utf8, of: "query")
        let reading = BodyReading(request: request, seconds: limits.bodySeconds)
        var (body, form) = (JSONValue.null, URLFields())
        switch route.body {
        case .none: break
        case .json: body = try await reading.json(limit: limits.bodyBytes)
        case .rows: body = try await reading.json(limit: limits.contributionBytes)
        case .form: form = try await reading.form(limit: limits.bodyBytes)
        }
        return Call(
            services: services, limits: limits, metrics: metrics, request: request,
            captures: captures, query: query, identified: caller, body: body, form: form)
    }

    private func caller(of request: Request, on route: Route) async throws -> Caller? {
        let needsOperator: Bool
        switch route.access {
        case .open: return nil
        case .key: needsOperator = false
        case .operatorKey: needsOperator = true
        }
        guard let key = request.headers.bearerKey,
            let caller = await services.callers.caller(apiKey: key)
        else { throw HTTPProblem.invalidKey }
        guard caller.isOperator || !needsOperator else { throw HTTPProblem.operatorOnly }
        return caller
    }
}
