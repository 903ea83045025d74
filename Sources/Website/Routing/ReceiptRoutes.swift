enum ReceiptRoutes { static let all: [SiteRoute] = [] }
