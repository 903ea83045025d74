enum CatalogueRoutes { static let all: [SiteRoute] = [] }
