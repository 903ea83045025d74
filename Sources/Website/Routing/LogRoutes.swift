internal import Hummingbird
internal import NodeAPI

/// `/log`: the latest entries, and the search.
///
/// The log's files below it are the API's.
enum LogRoutes {
    static let all: [SiteRoute] = [
        .get("/log", answer: latest), .get("/log/search", answer: search),
    ]

    private static func latest(_ call: SiteCall) async throws -> Response {
        let before = try call.cursor("before")
        let head = try await call.services.books.head()
        let entries = try await call.services.books.entries(before: before)
        let shell = try await call.site.shell("/log", title: "Log")
        return try call.page(LogPage(head, entries, before: before, shell: shell))
    }

    private static func search(_ call: SiteCall) async throws -> Response {
        let words = ClippedText(call.query["q"] ?? "", limit: 200).text
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return .seeOther("/log") }
        let hits = try await LogSearch(services: call.services).hits(for: words)
        if hits.count == 1, let hit = hits.first { return .seeOther(hit.href) }
        return try call.page(
            SearchPage(
                shell: try await call.site.shell("/log", title: "Search"), search: words,
                hits: hits, hasHits: !hits.isEmpty,
                looked: "Hashes are looked for among the latest "
                    + "\(CountText.grouped(LogSearch.hashPages * ListLimit.rows)) entries."))
    }
}
