enum LogRoutes { static let all: [SiteRoute] = [] }
