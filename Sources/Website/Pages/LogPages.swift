internal import Hummingbird
internal import Identity
internal import Ledger
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// `/log`: the latest entries, and the search.
///
/// The log's files below it are the API's.
struct LogRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [.page("/log", answer: latest), .page("/log/search", answer: search)]
    }

    private func latest(_ call: Call) async throws -> Response {
        let before = try call.query.index("before")
        let head = try await call.services.ledger.head()
        let entries = try await call.services.ledger.entries(before: before)
        let shell = try await site.shell("/log", title: "Log")
        return try site.page(LogPage(head, entries, before: before, shell: shell))
    }

    private func search(_ call: Call) async throws -> Response {
        let words = ClippedText(call.query.text("q") ?? "", limit: 200).text
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return .seeOther("/log") }
        let hits = try await LogSearch(services: call.services).hits(for: words)
        if hits.count == 1, let hit = hits.first { return .seeOther(hit.href) }
        return try site.page(
            SearchPage(
                shell: try await site.shell("/log", title: "Search"), search: words,
                hits: hits, hasHits: !hits.isEmpty,
                found: hits.isEmpty ? "Nothing found for" : "Found for",
                looked: "Leaves of entries are looked for among the latest "
                    + "\(CountText.grouped(LogSearch.tiles * Tile.fullWidth))."))
    }
}

/// One entry in a list of entries.
struct EntryLine: Sendable {
    let href: String
    let index: String
    let kind: String
    let isAnswer: Bool
    let leaf: DigestText
    let written: String

    init(_ entry: EntrySummary) {
        href = entry.type == .answer ? "/a/\(entry.index)" : "/receipts/\(entry.index)"
        index = CountText.grouped(entry.index)
        kind = entry.type.words.title
        isAnswer = entry.type == .answer
        leaf = DigestText(entry.leaf)
        written = TimeText.written(entry.timestampSeconds)
    }
}

/// Everything that happened, in order.
struct LogPage: PageView {
    static let template = "log"

    let shell: Shell
    let search: String
    let size: String
    let root: DigestText
    let answers: String
    let accounts: String
    let key: String
    let checkpoint: String?
    let lines: [EntryLine]
    let hasLines: Bool
    let pager: Pager

    init(_ head: LogHead, _ entries: [EntrySummary], before: UInt64?, shell: Shell) {
        self.shell = shell
        search = ""
        size = CountText.grouped(head.size)
        root = DigestText(head.root)
        answers = CountText.grouped(head.answerCount)
        accounts = CountText.grouped(head.accountCount)
        key = head.verifierKey.description
        checkpoint = head.checkpoint.map { String(decoding: $0.bytes, as: UTF8.self) }
        lines = entries.prefix(ListLimit.rows).map(EntryLine.init)
        hasLines = !lines.isEmpty
        let last = entries.prefix(ListLimit.rows).last?.index
        pager = Pager(
            path: "/log", cursor: "before", current: before,
            next: last.flatMap { $0 > 0 ? $0 : nil })
    }
}

/// What a search of the log found.
struct SearchPage: PageView {
    static let template = "search"

    /// A page that the words could mean.
    struct Hit: Sendable {
        let href: String
        let name: String
        let kind: String
    }

    let shell: Shell
    let search: String
    let hits: [Hit]
    let hasHits: Bool
    /// How the heading begins.
    let found: String
    let looked: String
}
