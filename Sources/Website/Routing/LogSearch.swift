internal import Identity
internal import NodeAPI
internal import Wire

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
            guard index < (try await services.books.head()).size else { return [] }
            return [Self.entry(index)]
        }
        if let account = AccountAddress(hex: text) {
            guard try await services.books.account(account, before: nil) != nil else { return [] }
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
            let entries = try await services.books.entries(before: before)
            hits += entries.filter { $0.leaf.hex.hasPrefix(digits) }.map { Self.entry($0.index) }
            guard let last = entries.last?.index, last > 0 else { break }
            before = last
        }
        return hits
    }
}
