package import Foundation
public import Hummingbird
public import NodeAPI

/// The pages of the site.
public struct WebsiteRoutes: Sendable {
    private let site: Site

    /// Pages over services.
    ///
    /// - Throws: ``ResourceError`` when a template or an asset is missing.
    public init(services: NodeServices) throws {
        try self.init(services: services, resources: Bundle.module.bundleURL)
    }

    /// Pages whose templates and assets lie in the folder `Resources` of a directory.
    package init(services: NodeServices, resources: URL) throws {
        let directory = resources.appending(path: "Resources")
        site = Site(
            services: services,
            templates: try Templates(directory: directory.appending(path: "templates")),
            assets: try AssetStore(directory: directory))
    }

    /// Adds the pages to a router.
    ///
    /// They stand before the router's own paths; paths that are no pages go on to those.
    public func add(to router: Router<NodeContext>) {
        router.add(middleware: SiteDispatcher(site: site))
    }
}
