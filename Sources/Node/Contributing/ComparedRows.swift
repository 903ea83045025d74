package import Datanets
internal import Identity
internal import ModelFactory
internal import NodeAPI
internal import Synchronization
internal import Wire

/// Compares texts, each two once, so that rows that were judged ahead of their turn are judged
/// again in their turn without a model.
package final class RememberedLikeness: TextLikeness {
    /// More rows came meanwhile than may be compared in turn: they are to be judged ahead again.
    package struct OutrunError: Error {}

    private struct Pair: Hashable {
        let text: ByteName
        let other: ByteName
    }

    private struct State {
        var millis: [Pair: Int] = [:]
        /// Rows that may still be compared with what they were not compared with before.
        var allowed = Int.max
    }

    private let likeness: any TextLikeness
    private let state = Mutex(State())

    /// Remembers what another likeness tells.
    package init(_ likeness: any TextLikeness) {
        self.likeness = likeness
    }

    /// Lets so many rows be compared with what they were not compared with before.
    package func allow(_ rows: Int) {
        state.withLock { $0.allowed = rows }
    }

    /// - Throws: ``OutrunError``, and what comparing throws.
    package func millis(between text: String, and others: [String]) throws -> [Int] {
        let pairs = others.map { Pair(text: ByteName(text), other: ByteName($0)) }
        let unknown = try state.withLock { state in
            let unknown = pairs.filter { state.millis[$0] == nil }
            if unknown.isEmpty { return unknown }
            guard state.allowed > 0 else { throw OutrunError() }
            state.allowed -= 1
            return unknown
        }
        let made =
            unknown.isEmpty
            ? [] : try likeness.millis(between: text, and: unknown.map(\.other.text))
        return state.withLock { state in
            for (pair, millis) in zip(unknown, made) { state.millis[pair] = millis }
            return pairs.compactMap { state.millis[$0] }
        }
    }
}

/// Compares the texts of an account's rows as long as it may have that done for nothing, and the
/// node does not end.
struct MeteredLikeness: TextLikeness {
    let likeness: EmbeddingLikeness
    let allowance: FreeAllowance
    let account: AccountAddress
    /// Rows of the contribution.
    let rowCount: Int
    let ending: Ending

    /// Whether the node ends.
    final class Ending: Sendable {
        private let isSet = Mutex(false)
        var isOver: Bool { isSet.withLock { $0 } }
        func set() { isSet.withLock { $0 = true } }
    }

    /// - Throws: `ServiceRefusal`, and what comparing throws.
    func millis(between text: String, and others: [String]) throws -> [Int] {
        guard !ending.isOver else { throw ServiceRefusal.overloaded(retryAfterSeconds: 10) }
        do { try allowance.take(1, of: account) } catch {
            // Which of the rows are compared is seen at the last; the wait is for all of them.
            throw allowance.refusal(of: min(rowCount, LikenessRule.rowLimit), for: account)
        }
        return try likeness.millis(between: text, and: others)
    }
}
