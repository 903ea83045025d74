package import Foundation
package import Hummingbird
internal import Identity
internal import Money
package import NodeAPI

/// The pages for people: what they are made from, their routes, and the frame around each.
package struct Pages: Site {
    let services: NodeServices
    let templates: Templates
    let assets: AssetStore

    /// Pages over services.
    ///
    /// - Throws: ``ResourceError`` when a template or an asset is missing.
    package init(services: NodeServices) throws {
        try self.init(services: services, resources: Bundle.module.bundleURL)
    }

    /// Pages whose templates and assets lie in the folder `Resources` of a directory.
    package init(services: NodeServices, resources: URL) throws {
        let directory = resources.appending(path: "Resources")
        self.services = services
        templates = try Templates(directory: directory.appending(path: "templates"))
        assets = try AssetStore(directory: directory)
    }

    /// Every route of the site; of two that match a path, the first counts.
    package var routes: [Route] {
        AskRoutes(site: self).all + AnswerRoutes(site: self).all + ReceiptRoutes(site: self).all
            + AccountRoutes(site: self).all + LogRoutes(site: self).all
            + DatanetRoutes(site: self).all + ModelRoutes(site: self).all
            + AssetRoutes(store: assets).all
    }

    /// A page that says why there is none.
    package func page(for problem: HTTPProblem) async -> Response {
        // Where the services themselves fail, the page that says so needs none of them.
        let shell = (try? await shell("", title: problem.heading)) ?? bareShell(problem.heading)
        let view = ProblemPage(
            shell: shell, heading: problem.heading, sentence: problem.message,
            status: "\(problem.status.code)")
        guard let html = try? templates.render(view) else {
            return Response(status: problem.status, headers: problem.headers)
        }
        return .html(html, status: problem.status, headers: problem.headers)
    }

    var names: AccountNames { AccountNames(profiles: services.profiles) }

    /// A page as a response.
    func page(_ view: some PageView) throws -> Response { .html(try templates.render(view)) }

    /// The frame of a page.
    ///
    /// - Parameters:
    ///   - section: the address of the navigation's entry that the page belongs to.
    ///   - title: the page's name.
    ///   - isVerifiable: whether the page carries a receipt that the script checks.
    /// - Returns: the frame, with the demonstration's banner where the log is one.
    /// - Throws: what the services throw.
    func shell(
        _ section: String, title: String, isVerifiable: Bool = false
    ) async throws -> Shell {
        let head = try await services.ledger.head()
        var balance: Markup?
        if let visitor = await services.callers.visitor() {
            balance = AmountText.exact(try await services.callers.balance(of: visitor.account))
        }
        return Shell(
            title: title, style: assets.links.style, icon: assets.links.icon,
            sans: assets.links.sans, forms: assets.links.forms,
            script: isVerifiable ? assets.links.verifier : nil,
            isDemonstration: head.isDemonstration, visitorBalance: balance,
            sections: Shell.sections(current: section))
    }

    /// A frame that asks no service.
    private func bareShell(_ title: String) -> Shell {
        Shell(
            title: title, style: assets.links.style, icon: assets.links.icon,
            sans: assets.links.sans, forms: assets.links.forms, script: nil,
            isDemonstration: false, visitorBalance: nil, sections: Shell.sections(current: ""))
    }
}

// MARK: - Calls

extension Call {
    /// A captured index of the log; what is no index is no page either.
    func pageIndex() throws(HTTPProblem) -> UInt64 {
        do { return try index("index") } catch { throw .noPage }
    }
}

// MARK: - The frame

/// The frame around every page.
struct Shell: Sendable {
    struct Section: Sendable {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    let title: String
    let style: String
    let icon: String
    let sans: String
    /// The script of every page's forms.
    let forms: String
    /// The script that checks the page's receipt; nil where there is none.
    let script: String?
    let isDemonstration: Bool
    let visitorBalance: Markup?
    let sections: [Section]

    static func sections(current: String) -> [Section] {
        [("/", "Ask"), ("/datanets", "Datanets"), ("/models", "Models"), ("/log", "Log")]
            .map { Section(href: $0.0, label: $0.1, isCurrent: $0.0 == current) }
    }
}

/// Why a page is not shown.
struct ProblemPage: PageView {
    static let template = "problem"

    let shell: Shell
    let heading: String
    let sentence: String
    let status: String
}
