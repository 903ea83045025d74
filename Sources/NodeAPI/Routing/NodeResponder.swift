internal import HTTPTypes
package import Hummingbird
package import Logging
internal import Machine
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
    private let crossOrigin: CrossOrigin
    private let metrics: NodeMetrics
    private let observer: RequestObserver
    private let admission: Admission
    private let budget: BodyBudget
    /// For all that nobody pays for.
    private let freeWork = YieldingThread(name: "free requests")

    /// A responder over services.
    ///
    /// - Parameters:
    ///   - services: what answers.
    ///   - limits: what is taken at most.
    ///   - site: the pages; nil for a node that speaks to programs alone.
    ///   - crossOrigin: which other sites' pages may read the answers.
    ///   - registry: what `/metrics` writes; give the one that swift-metrics was started with, so
    ///     that everything the process counts stands there.
    package init(
        services: NodeServices, limits: RequestLimits, site: (any Site)? = nil,
        crossOrigin: CrossOrigin = .none, registry: PrometheusRegistry = .init()
    ) {
        table = RouteTable.programs.with(site?.routes ?? [])
        self.site = site
        self.services = services
        self.limits = limits
        self.crossOrigin = crossOrigin
        metrics = NodeMetrics(registry: registry)
        observer = RequestObserver(metrics: metrics, limits: limits)
        admission = Admission(limit: limits.concurrentRequests)
        budget = BodyBudget(limit: limits.allBodiesBytes)
    }

    @Sendable
    package func respond(to request: Request, context: NodeContext) async throws -> Response {
        await observer.observe(request, in: context) { context in
            let target = RequestTarget(request)
            let found = table.find(target.path)
            context.coreContext.endpointPath.value = found?.endpoint.path.text
            let form = found?.endpoint.form ?? unknownForm(target.path)
            var response = await response(to: request, target, found, form, in: context)
            if form != .page { response = crossOrigin.marked(response, for: request) }
            guard request.method == .head else { return response }
            return response.createHeadResponse()
        }
    }

    /// Counts and logs a request that its connection refused, so that it reached no route.
    package func noteRefusal(_ problem: HTTPProblem, logger: Logger) {
        metrics.refused(problem.status)
        logger.info(
            "refused",
            metadata: [
                "status": .stringConvertible(problem.status.code), "code": .string(problem.code),
            ])
    }

    /// The response, where its route is immediate by the connection's own thread.
    private func response(
        to request: Request, _ target: RequestTarget, _ found: RouteTable.Found?,
        _ form: HTTPProblem.Form, in context: NodeContext
    ) async -> Response {
        let route = found?.endpoint.route(request.method)
        if let found, let route, route.isImmediate {
            return await answer(request, target, on: route, found.captures, in: context)
        }
        if let found, let answer = crossOrigin.preflight(of: request, for: found.endpoint) {
            return answer
        }
        return await RequestWork.run(
            over: context.channel,
            on: route?.isFirst == true ? globalConcurrentExecutor : freeWork,
            outlivesClient: route?.outlivesClient ?? false
        ) {
            guard let found else {
                return await refused(form == .page ? .noPage : .unknownPath(target.path), form)
            }
            guard let route else {
                let allow = found.endpoint.allow
                return await refused(.wrongMethod(request.method, allow: allow), form)
            }
            return await answer(request, target, on: route, found.captures, in: context)
        }
    }

    private func answer(
        _ request: Request, _ target: RequestTarget, on route: Route,
        _ captures: [String: String], in context: NodeContext
    ) async -> Response {
        do {
            let caller = try await caller(of: request, on: route)
            let response: Response
            if route.isPaid, let caller, await !services.answering.canPay(caller) {
                // Refusing is work that nobody pays for.
                var unpaid = route
                unpaid.isPaid = false
                response = try await givingWay { [unpaid] in
                    try await answer(request, target, on: unpaid, captures, caller, in: context)
                }
            } else {
                response = try await answer(
                    request, target, on: route, captures, caller, in: context)
            }
            let finished = route.form == .page ? response.guarded : response
            return await ResponseCompression.compressed(finished, for: request)
        } catch {
            return await refused(problem(error, in: context), route.form)
        }
    }

    private func answer(
        _ request: Request, _ target: RequestTarget, on route: Route,
        _ captures: [String: String], _ caller: Caller?, in context: NodeContext
    ) async throws -> Response {
        try await budget.lending(to: caller?.account) { loan in
            let call = try await call(
                request, target, on: route, captures, from: caller,
                BodyReading(
                    request: request, channel: context.channel, seconds: limits.bodySeconds,
                    loan: loan, longWork: freeWork))
            return try await answer(call, on: route, in: context)
        }
    }

    /// Does a piece of work, as part of this task, on the thread that gives way.
    private func givingWay(
        _ work: @escaping @Sendable () async throws -> Response
    ) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask(executorPreference: freeWork) { try await work() }
            guard let response = try await group.next() else {
                preconditionFailure("A group with one task ends with it.")
            }
            return response
        }
    }

    private func answer(
        _ call: Call, on route: Route, in context: NodeContext
    ) async throws -> Response {
        do {
            guard route.isCounted else { return try await route.answer(call) }
            return try await admission.admit(
                isPaid: route.isPaid, for: call.identified?.account
            ) { try await route.answer(call) }
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
        guard form == .page, let site else { return problem.response(as: form) }
        return await site.page(for: problem).guarded
    }

    /// Pages may stand wherever neither programs' routes nor the log's tiles do.
    ///
    /// Slashes too many at a path's beginning, as a base URL that ends in one makes them, change
    /// nothing of who is speaking.
    private func unknownForm(_ path: String) -> HTTPProblem.Form {
        let form = HTTPProblem.Form(path: path)
        let inner = path.utf8.drop { $0 == UInt8(ascii: "/") } + [UInt8(ascii: "/")]
        let isForPrograms = ["v1/", "api/", "log/tile/"].contains {
            inner.starts(with: $0.utf8)
        }
        return isForPrograms || site == nil ? form : .page
    }
}

// MARK: - What a route asks of a request

extension NodeResponder {
    private func call(
        _ request: Request, _ target: RequestTarget, on route: Route,
        _ captures: [String: String], from caller: Caller?, _ reading: BodyReading
    ) async throws -> Call {
        let query = try URLFields(target.query.utf8, of: "query")
        var (body, form) = (JSONValue.null, URLFields())
        switch route.body {
        case .none: break
        case .json:
            try admission.check(isPaid: route.isPaid, for: caller?.account)
            body = try await reading.json(limit: limits.bodyBytes)
        case .rows:
            try admission.check(isPaid: route.isPaid, for: caller?.account)
            body = try await reading.json(limit: limits.contributionBytes)
        case .form:
            // Its refusal gives the visitor the words back, so they are read in any case.
            form = try await reading.form(limit: limits.formBytes)
        }
        return Call(
            services: services, limits: limits, metrics: metrics, request: request,
            captures: captures, query: query, identified: caller, body: body, form: form)
    }

    private func caller(of request: Request, on route: Route) async throws -> Caller? {
        let needsOperator: Bool
        switch route.access {
        case .open: return nil
        case .optionalKey:
            // Other schemes may be a proxy's in front of the node.
            guard request.headers.claimsKey else { return nil }
            needsOperator = false
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

/// The path and the query of a request, as they were sent.
///
/// Hummingbird takes what follows two slashes for a host, with which `//v1/models` would be another
/// site's `/models`.
struct RequestTarget: Sendable {
    let path: String
    /// What follows the question mark; empty where nothing does.
    let query: String

    init(_ request: Request) {
        let target = request.head.path ?? "/"
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = String(target[..<mark])
        query = String(target[mark...].dropFirst())
    }
}
