package import Datanets
internal import Identity
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Synchronization
internal import Wire

/// Compares texts, each two once: rows that are judged again need no model for what they were
/// compared with before.
package final class RememberedLikeness: TextLikeness {
    private struct Pair: Hashable {
        let text: ByteName
        let other: ByteName
    }

    private let likeness: any TextLikeness
    private let known = Mutex<[Pair: Int]>([:])

    /// Remembers what another likeness tells.
    package init(_ likeness: any TextLikeness) {
        self.likeness = likeness
    }

    /// - Throws: what comparing throws.
    package func millis(between text: String, and others: [String]) throws -> [Int] {
        let pairs = others.map { Pair(text: ByteName(text), other: ByteName($0)) }
        let unknown = known.withLock { known in pairs.filter { known[$0] == nil } }
        let made =
            unknown.isEmpty
            ? [] : try likeness.millis(between: text, and: unknown.map(\.other.text))
        return known.withLock { known in
            for (pair, millis) in zip(unknown, made) { known[pair] = millis }
            return pairs.compactMap { known[$0] }
        }
    }

    package func looked(at rows: Int) throws { try likeness.looked(at: rows) }
}

/// Judges contributions one after the other, so that no more than one copy of a Datanet is held for
/// it; nobody pays for that.
actor JudgingLane {
    private let thread = DedicatedThread(name: "judging", yields: true)
    private var last: Task<Void, Never>?

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Judges rows by what a Datanet holds when it is their turn here.
    func judge(
        _ rows: [DatanetRow], by likeness: RememberedLikeness,
        in datanet: @escaping @Sendable () async throws -> Datanet
    ) async throws -> Judgement {
        let before = last
        let task = Task {
            await before?.value
            return try await datanet().judgement(of: rows, by: likeness)
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}

/// Compares the texts of an account's rows as long as it may have that done for nothing, and the
/// node does not end.
struct MeteredLikeness: TextLikeness {
    let likeness: EmbeddingLikeness
    let allowance: FreeAllowance
    let searches: FreeAllowance
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

    /// - Throws: `ServiceRefusal`.
    func looked(at rows: Int) throws {
        guard !ending.isOver else { throw ServiceRefusal.overloaded(retryAfterSeconds: 10) }
        if rows > 0 { try searches.take(rows, of: account) }
    }
}
