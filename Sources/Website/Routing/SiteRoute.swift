internal import HTTPTypes
internal import Hummingbird
internal import NodeAPI
internal import Wire

/// One request for a page: what was asked, and what there is to answer with.
struct SiteCall: Sendable {
    let site: Site
    let request: Request
    let captures: [String: String]
    let query: URLFields

    var services: NodeServices { site.services }
    var names: AccountNames { AccountNames(profiles: services.profiles) }

    /// A capture; empty when the path has none of the name.
    func capture(_ name: String) -> String { captures[name] ?? "" }

    /// A captured index of the log.
    ///
    /// - Throws: ``PageProblem`` when the text is no index.
    func index(_ name: String = "index") throws(PageProblem) -> UInt64 {
        guard let index = DecimalText.parse(capture(name)) else { throw .noPage }
        return index
    }

    /// A cursor in the query; nil where it is missing.
    ///
    /// - Throws: ``PageProblem`` when it is there and no index.
    func cursor(_ name: String) throws(PageProblem) -> UInt64? {
        guard let text = query[name] else { return nil }
        guard let index = DecimalText.parse(text) else { throw .noPage }
        return index
    }

    /// A page as a response.
    func page(
        _ view: some PageView, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        .html(try site.templates.render(view), status: status, headers: headers)
    }
}

/// One method on one path of the site.
struct SiteRoute: Sendable {
    let method: HTTPRequest.Method
    let path: SitePath
    let answer: @Sendable (SiteCall) async throws -> Response

    static func get(
        _ path: String, answer: @escaping @Sendable (SiteCall) async throws -> Response
    ) -> SiteRoute {
        SiteRoute(method: .get, path: SitePath(path), answer: answer)
    }

    static func post(
        _ path: String, answer: @escaping @Sendable (SiteCall) async throws -> Response
    ) -> SiteRoute {
        SiteRoute(method: .post, path: SitePath(path), answer: answer)
    }

    /// Every route of the site; of two that match, the first counts.
    static let all: [SiteRoute] =
        AskRoutes.all + ReceiptRoutes.all + AccountRoutes.all + LogRoutes.all + CatalogueRoutes.all
        + AssetRoutes.all
}
