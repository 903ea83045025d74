internal import Identity
internal import Ledger
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// Finds what somebody typed into the log's search: a number, an account, a hash or a name.
struct LogSearch: Sendable {
    /// Tiles of leaves through which a hash is looked for, the latest first: 8 MiB of hashes.
    static let tiles = 1024
    /// The fewest digits of a hash.
    static let hashDigits = 6
    /// Entries behind the last full tile that are listed at most: its partial tile may not be
    /// published yet.
    private static let tipPages = 6

    let services: NodeServices

    /// The pages that the words could mean, at most 50.
    func hits(for words: String) async throws -> [SearchPage.Hit] {
        let text = words.filter { !$0.isWhitespace && $0 != "," }
        if let index = DecimalText.parse(text), index < (try await services.ledger.head()).size {
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
            digits.utf8.allSatisfy(Self.isDigit)
        {
            hits += try await digests(beginning: digits)
            hits += try await leaves(beginning: digits)
        }
        return Array(hits.prefix(ListLimit.rows))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    private static func entry(_ index: UInt64) -> SearchPage.Hit {
        SearchPage.Hit(
            href: "/receipts/\(index)", name: "entry \(CountText.grouped(index))", kind: "Entry")
    }

    private static func model(_ name: String) -> SearchPage.Hit {
        SearchPage.Hit(href: ModelLink(name).href, name: ClippedText.name(name), kind: "Model")
    }

    private static func datanet(_ name: String) -> SearchPage.Hit {
        SearchPage.Hit(href: DatanetLink(name).href, name: ClippedText.name(name), kind: "Datanet")
    }
}

// MARK: - Names

extension LogSearch {
    /// Models, Datanets and accounts of the name, or with the words in their names.
    private func names(like words: String) async throws -> [SearchPage.Hit] {
        let models = try await services.catalogue.models().map { (name: $0.name, hit: Self.model) }
        let datanets = try await services.catalogue.datanets().map {
            (name: $0.name, hit: Self.datanet)
        }
        let all = models + datanets
        let exact = all.filter { $0.name == words }
        guard exact.isEmpty else { return exact.map { $0.hit($0.name) } }
        let accounts = services.profiles.accounts(named: words, limit: ListLimit.rows).map {
            SearchPage.Hit(
                href: "/accounts/\($0)",
                name: AccountNames(profiles: services.profiles).name(of: $0), kind: "Account")
        }
        return all.filter { $0.name.lowercased().contains(words.lowercased()) }
            .map { $0.hit($0.name) } + accounts
    }
}

// MARK: - Hashes

extension LogSearch {
    /// What is named by a digest that begins with the digits: a model's files, a Datanet's rows,
    /// the log's root.
    private func digests(beginning digits: String) async throws -> [SearchPage.Hit] {
        func begins(_ digest: Digest) -> Bool { digest.hex.hasPrefix(digits) }
        let models = try await services.catalogue.models()
            .filter { $0.files.contains { begins($0.digest) } }
        let datanets = try await services.catalogue.datanets().filter { begins($0.rowsRoot) }
        let root = try await services.ledger.head().root
        return models.map { Self.model($0.name) } + datanets.map { Self.datanet($0.name) }
            + (begins(root)
                ? [SearchPage.Hit(href: "/log", name: "the log’s root", kind: "Log")] : [])
    }

    /// Entries whose leaf begins with the digits, the latest first.
    private func leaves(beginning digits: String) async throws -> [SearchPage.Hit] {
        let size = try await services.ledger.head().size
        let full = size / UInt64(Tile.fullWidth)
        var hits: [UInt64] = []
        var before: UInt64? = size
        for _ in 0..<Self.tipPages {
            let entries = try await services.ledger.entries(before: before)
                .filter { $0.index >= full * UInt64(Tile.fullWidth) }
            hits += entries.filter { $0.leaf.hex.hasPrefix(digits) }.map(\.index)
            guard let last = entries.last?.index, last > 0 else { break }
            before = last
        }
        let oldest = full - min(full, UInt64(Self.tiles))
        for index in (oldest..<full).reversed() {
            guard let tile = Tile(.hashes(level: 0), index: index),
                let bytes = try await services.logFiles.file(at: tile.path)
            else { continue }
            hits += Self.positions(of: digits, in: bytes).map {
                index * UInt64(Tile.fullWidth) + $0
            }
        }
        return hits.map(Self.entry)
    }

    /// Which of a tile's hashes begin with the digits.
    private static func positions(of digits: String, in tile: [UInt8]) -> [UInt64] {
        let nibbles = digits.utf8.map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: tile.count, by: Digest.byteCount).filter { start in
            nibbles.enumerated().allSatisfy { position, nibble in
                let byte = tile[start + position / 2]
                return (position.isMultiple(of: 2) ? byte >> 4 : byte & 15) == nibble
            }
        }.map { UInt64($0 / Digest.byteCount) }.reversed()
    }
}
