internal import Hummingbird
internal import NodeAPI

/// `/datanets` and `/models`.
enum CatalogueRoutes {
    static let all: [SiteRoute] = [
        .get("/datanets", answer: datanets), .get("/datanets/{name}", answer: datanet),
        .get("/models", answer: models), .get("/models/{name}", answer: model),
    ]

    private static func datanets(_ call: SiteCall) async throws -> Response {
        let cards = try await call.services.catalogue.datanets()
        let shell = try await call.site.shell("/datanets", title: "Datanets")
        return try call.page(DatanetsPage(cards, shell: shell))
    }

    private static func datanet(_ call: SiteCall) async throws -> Response {
        let name = call.capture("name")
        let query = call.query["q"].map { ClippedText($0, limit: 200).text }
        let after = try call.cursor("after")
        let cards = try await call.services.catalogue.datanets()
        guard let card = cards.first(where: { $0.name == name }),
            let rows = try await call.services.catalogue.rows(
                of: name, query: query, after: after)
        else {
            throw PageProblem.notFound(
                "There is no Datanet named “\(ClippedText.name(name))”.")
        }
        let shell = try await call.site.shell("/datanets", title: ClippedText.name(name))
        return try call.page(
            DatanetPage(
                card, rows, query: query, after: after, shell: shell, names: call.names))
    }

    private static func models(_ call: SiteCall) async throws -> Response {
        let cards = try await call.services.catalogue.models()
        let shell = try await call.site.shell("/models", title: "Models")
        return try call.page(ModelsPage(cards, shell: shell))
    }

    private static func model(_ call: SiteCall) async throws -> Response {
        let name = call.capture("name")
        let cards = try await call.services.catalogue.models()
        guard let card = cards.first(where: { $0.name == name }) else {
            throw PageProblem.notFound("There is no model named “\(ClippedText.name(name))”.")
        }
        let shell = try await call.site.shell("/models", title: ClippedText.name(name))
        return try call.page(ModelPage(card, shell: shell, names: call.names))
    }
}
