internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NodeAPI

/// Answers every request for a page, a wrong method included; what is unknown to all is a page.
///
/// Hummingbird's own router cannot say which methods a path has; therefore the table is asked here.
struct SiteDispatcher: RouterMiddleware {
    let site: Site

    @concurrent func handle(
        _ request: Request, context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        let parts = SitePath.split(request.uri.path)
        let found = SiteRoute.all.compactMap { route in
            route.path.match(parts).map { (route: route, captures: $0) }
        }
        guard let first = found.first else {
            return try await unknown(request, context, next)
        }
        context.coreContext.endpointPath.value = first.route.path.text
        do {
            let response = try await answer(request, found)
            return request.method == .head ? response.createHeadResponse() : response
        } catch {
            return try await problemPage(for: error, request, context)
        }
    }

    private func answer(
        _ request: Request, _ found: [(route: SiteRoute, captures: [String: String])]
    ) async throws -> Response {
        let method = request.method == .head ? .get : request.method
        guard let match = found.first(where: { $0.route.method == method }) else {
            throw PageProblem.wrongMethod(request.method, allow: Self.allow(found.map(\.route)))
        }
        guard let query = URLFields((request.uri.query ?? "").utf8) else {
            throw PageProblem.noPage
        }
        return try await match.route.answer(
            SiteCall(site: site, request: request, captures: match.captures, query: query))
    }

    static func allow(_ routes: [SiteRoute]) -> String {
        var methods: [String] = []
        for route in routes where !methods.contains(route.method.rawValue) {
            methods.append(route.method.rawValue)
            if route.method == .get { methods.append(HTTPRequest.Method.head.rawValue) }
        }
        return methods.joined(separator: ", ")
    }

    /// What no page stands for goes on; what nobody else knows comes back as a page.
    private func unknown(
        _ request: Request, _ context: NodeContext,
        _ next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return try await problemPage(for: PageProblem.noPage, request, context)
        }
    }

    private func problemPage(
        for error: any Error, _ request: Request, _ context: NodeContext
    ) async throws -> Response {
        if error is CancellationError { throw error }
        let problem = error as? PageProblem ?? refused(error, context)
        // Where the services themselves fail, the page that says so needs none of them.
        let shell =
            (try? await site.shell("", title: problem.title)) ?? site.bareShell(problem.title)
        let view = ProblemPage(
            shell: shell, heading: problem.title, sentence: problem.sentence,
            status: "\(problem.status.code)")
        let response = Response.html(
            try site.templates.render(view), status: problem.status, headers: problem.headers)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func refused(_ error: any Error, _ context: NodeContext) -> PageProblem {
        switch error as? ServiceRefusal {
        case .notFound(let sentence): return .notFound(sentence)
        case .overloaded(let seconds):
            return PageProblem(
                status: .serviceUnavailable, title: "This node is full for the moment",
                sentence: "Try again in about \(CountText.counted(seconds, "second")).",
                headers: [.retryAfter: "\(seconds)"])
        default:
            context.logger.error("a page failed", metadata: ["error": "\(error)"])
            return .failed
        }
    }
}
