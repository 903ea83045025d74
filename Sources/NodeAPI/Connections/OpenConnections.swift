package import NIOCore
internal import Synchronization

/// Where a connection comes from, as far as limits go.
///
/// Whoever has one IPv6 address has all of its network of 64 bits.
package enum ClientAddress: Hashable, Sendable {
    /// An IPv4 address.
    case host(String)
    /// The first four groups of an IPv6 address.
    case network([Substring])
    /// A socket without a network address.
    case local

    /// Where a socket's other end is.
    package init(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else {
            self = .local
            return
        }
        if !text.utf8.contains(UInt8(ascii: ":")) {
            self = .host(text)
        } else if text.hasPrefix(Self.mapped), text.utf8.contains(UInt8(ascii: ".")) {
            self = .host(String(text.dropFirst(Self.mapped.utf8.count)))
        } else {
            self = .network(Array(Self.groups(of: text).prefix(4)))
        }
    }

    /// Stands before an IPv4 address on a socket that takes both kinds.
    private static let mapped = "::ffff:"

    /// The eight groups of an IPv6 address, of which its text leaves out a run of zeros.
    private static func groups(of text: String) -> [Substring] {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: ":") }
        guard halves.count == 2 else { return halves.flatMap { $0 } }
        let zeros = Array(
            repeating: "0" as Substring, count: max(0, 8 - halves[0].count - halves[1].count))
        return halves[0] + zeros + halves[1]
    }
}

/// All open connections, of which old ones that wait are closed when there are too many.
package final class OpenConnections: Sendable {
    /// What a connection does, in the order in which connections are given up.
    package enum Stage: Int, Sendable {
        /// It waits for a request's head, or to be closed.
        case waiting
        /// A request's body arrives.
        case receiving
        /// A response waits for the client to take it.
        case sending
        /// A request is answered; it is not given up.
        case working
    }

    private struct Entry {
        let address: ClientAddress
        var stage = Stage.waiting
        /// When it came to its stage, as the number of a change.
        var since: UInt64
        /// Bytes of its responses that its client has not taken.
        var unreadBytes = 0
        let close: @Sendable () -> Void
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var counts: [ClientAddress: Int] = [:]
        var changes: UInt64 = 0
        var unreadBytes = 0

        mutating func remove(_ id: UInt64) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            unreadBytes -= entry.unreadBytes
            let rest = (counts[entry.address] ?? 1) - 1
            counts[entry.address] = rest == 0 ? nil : rest
            return entry
        }

        /// The connection to give up: one that waits before one that does something, then one of
        /// the address with the most connections, then the one that has waited for longest.
        func leastMissed(of address: ClientAddress?) -> UInt64? {
            entries.filter { _, entry in
                entry.stage != .working && (address ?? entry.address) == entry.address
            }
            .min { rank($0.value) < rank($1.value) }?.key
        }

        private func rank(_ entry: Entry) -> (Int, Int, UInt64) {
            (entry.stage.rawValue, -(counts[entry.address] ?? 0), entry.since)
        }
    }

    private let total: Int
    private let perAddress: Int
    private let unreadLimit: Int
    private let state = Mutex(State())

    /// No connections yet.
    ///
    /// - Parameters:
    ///   - total: how many there may be.
    ///   - perAddress: how many of them may come from one address.
    ///   - unreadBytes: how much of all their responses may wait for their clients.
    package init(total: Int, perAddress: Int, unreadBytes: Int = .max) {
        self.total = total
        self.perAddress = perAddress
        unreadLimit = unreadBytes
    }

    /// How many are open.
    package var count: Int { state.withLock { $0.entries.count } }

    /// Takes a new connection in; another one may be closed for it.
    ///
    /// - Parameters:
    ///   - address: where it comes from.
    ///   - close: closes it; called from any thread.
    /// - Returns: its number, or nil when there are too many and all of them work.
    package func admit(
        _ address: ClientAddress, close: @escaping @Sendable () -> Void
    ) -> UInt64? {
        let (id, givenUp) = state.withLock { state -> (UInt64?, Entry?) in
            var givenUp: Entry?
            let isAddressFull = state.counts[address, default: 0] >= perAddress
            if isAddressFull || state.entries.count >= total {
                guard let id = state.leastMissed(of: isAddressFull ? address : nil) else {
                    return (nil, nil)
                }
                givenUp = state.remove(id)
            }
            state.changes += 1
            state.entries[state.changes] = Entry(
                address: address, since: state.changes, close: close)
            state.counts[address, default: 0] += 1
            return (state.changes, givenUp)
        }
        givenUp?.close()
        return id
    }

    /// A connection does something else now.
    package func move(_ id: UInt64, to stage: Stage) {
        state.withLock { state in
            state.changes += 1
            state.entries[id]?.stage = stage
            state.entries[id]?.since = state.changes
        }
    }

    /// So much of a connection's responses waits for its client now.
    ///
    /// Where all of them together are too much, those that have waited for longest are closed.
    package func hold(_ id: UInt64, bytes: Int) {
        let givenUp = state.withLock { state -> [Entry] in
            guard let before = state.entries[id]?.unreadBytes else { return [] }
            state.entries[id]?.unreadBytes = bytes
            state.unreadBytes += bytes - before
            var givenUp: [Entry] = []
            while state.unreadBytes > unreadLimit,
                let oldest = state.entries.filter({ $0.value.unreadBytes > 0 })
                    .min(by: { $0.value.since < $1.value.since })?.key,
                let entry = state.remove(oldest)
            { givenUp.append(entry) }
            return givenUp
        }
        for entry in givenUp { entry.close() }
    }

    /// A connection has ended.
    package func leave(_ id: UInt64) {
        state.withLock { _ = $0.remove(id) }
    }
}
