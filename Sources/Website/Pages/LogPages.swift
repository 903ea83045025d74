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
                looked: "Hashes are looked for among the latest "
                    + "\(CountText.grouped(LogSearch.hashPages * ListLimit.rows)) entries."))
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
        href = entry.kind == "answer" ? "/a/\(entry.index)" : "/receipts/\(entry.index)"
        index = CountText.grouped(entry.index)
        kind = EntryWords.title(ofKind: entry.kind)
        isAnswer = entry.kind == "answer"
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

/// Finds what somebody typed into the log's search: a number, an account, a hash or a name.
struct LogSearch: Sendable {
    /// Pages of entries through which a hash is looked for, the latest first.
    static let hashPages = 20
    /// The fewest digits of a hash.
    static let hashDigits = 6

    let services: NodeServices

    /// The pages that the words could mean, at most 50.
    func hits(for words: String) async throws -> [SearchPage.Hit] {
        let text = words.filter { !$0.isWhitespace && $0 != "," }
        if let index = DecimalText.parse(text) {
            guard index < (try await services.ledger.head()).size else { return [] }
            return [Self.entry(index)]
        }
        if let account = AccountAddress(hex: text) {
            guard try await services.ledger.account(account, before: nil) != nil else { return [] }
            return [
                SearchPage.Hit(href: "/accounts/\(account)", name: text, kind: "Account")
            ]
        }
        var hits = try await names(like: words)
        let digits = text.lowercased()
        if digits.utf8.count >= Self.hashDigits, digits.utf8.count <= 2 * Digest.byteCount,
            digits.allSatisfy(\.isHexDigit), digits.utf8.allSatisfy({ $0 < 0x80 })
        {
            hits += try await leaves(beginning: digits)
        }
        return Array(hits.prefix(ListLimit.rows))
    }

    private static func entry(_ index: UInt64) -> SearchPage.Hit {
        SearchPage.Hit(
            href: "/receipts/\(index)", name: "entry \(CountText.grouped(index))", kind: "Entry")
    }

    /// Models and Datanets of the name, or with the words in their names.
    private func names(like words: String) async throws -> [SearchPage.Hit] {
        let models = try await services.catalogue.models().map(\.name).map {
            (
                name: $0,
                hit: SearchPage.Hit(
                    href: ModelLink($0).href, name: ClippedText.name($0), kind: "Model")
            )
        }
        let datanets = try await services.catalogue.datanets().map(\.name).map {
            (
                name: $0,
                hit: SearchPage.Hit(
                    href: DatanetLink($0).href, name: ClippedText.name($0), kind: "Datanet")
            )
        }
        let all = models + datanets
        let exact = all.filter { $0.name == words }
        guard exact.isEmpty else { return exact.map(\.hit) }
        return all.filter { $0.name.lowercased().contains(words.lowercased()) }.map(\.hit)
    }

    /// Recent entries whose leaf begins with the digits.
    private func leaves(beginning digits: String) async throws -> [SearchPage.Hit] {
        var hits: [SearchPage.Hit] = []
        var before: UInt64?
        for _ in 0..<Self.hashPages {
            let entries = try await services.ledger.entries(before: before)
            hits += entries.filter { $0.leaf.hex.hasPrefix(digits) }.map { Self.entry($0.index) }
            guard let last = entries.last?.index, last > 0 else { break }
            before = last
        }
        return hits
    }
}
