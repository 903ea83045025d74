internal import LanguageModels
internal import Tensors
internal import Wire

/// Keys and values of beginnings that were read before, a page at a time.
///
/// A page is found by all tokens up to its end and by the adapter that they went through: an
/// adapter changes keys and values, too. What was used least lately goes first.
struct PrefixCache {
    /// What was read up to the end of a page.
    private struct Key: Hashable {
        let adapter: Digest?
        /// SHA-256 of the digest before and the page's tokens: the tokens are the customers'.
        let chain: Digest
    }

    private struct Entry {
        let page: KeyValuePage
        var lastUse: UInt64
    }

    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0

    /// Pages that are remembered.
    var count: Int { entries.count }

    private static let seed = Digest.sha256(tag: "openledger/prefix/v1", [])

    private static func keys(_ tokens: [Int32], adapter: Digest?) -> [Key] {
        var chain = seed
        return stride(
            from: KeyValuePage.positions, through: tokens.count, by: KeyValuePage.positions
        ).map { end in
            var writer = WireWriter()
            writer.put(chain)
            for token in tokens[end - KeyValuePage.positions..<end] {
                writer.put(UInt32(bitPattern: token))
            }
            chain = Digest.sha256(writer.bytes)
            return Key(adapter: adapter, chain: chain)
        }
    }

    /// The pages that begin a prompt, never all of its tokens: the last one has to be read for the
    /// next to be chosen.
    mutating func pages(beginning tokens: [Int32], adapter: Digest?) -> [KeyValuePage] {
        clock += 1
        var found: [KeyValuePage] = []
        for key in Self.keys(Array(tokens.dropLast()), adapter: adapter) {
            guard entries[key] != nil else { break }
            entries[key]?.lastUse = clock
            if let page = entries[key]?.page { found.append(page) }
        }
        return found
    }

    /// Remembers the full pages of a sequence.
    mutating func insert(_ pages: [KeyValuePage], of tokens: [Int32], adapter: Digest?) {
        clock += 1
        for (key, page) in zip(Self.keys(tokens, adapter: adapter), pages) {
            entries[key] = Entry(page: entries[key]?.page ?? page, lastUse: clock)
        }
    }

    /// Forgets pages until no more than so many are left.
    mutating func shrink(to limit: Int) {
        guard entries.count > max(0, limit) else { return }
        // Of one use the later pages are worth nothing without the earlier: they go first, if
        // chance does not decide otherwise, and are found no more where it does.
        let order = entries.sorted { $0.value.lastUse < $1.value.lastUse }
        for (key, _) in order.prefix(entries.count - max(0, limit)) { entries[key] = nil }
    }

    /// Forgets what went through an adapter.
    mutating func forget(adapter: Digest) {
        entries = entries.filter { $0.key.adapter != adapter }
    }
}
