enum AccountRoutes { static let all: [SiteRoute] = [] }
