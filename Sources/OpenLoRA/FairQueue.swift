/// Requests that wait, each payer's in order, and whose turn is next.
///
/// The next one is of the payer who was served least: the virtual token counter of Sheng and others
/// 2024 (arXiv 2401.00588, algorithm 2), in which nobody saves up turns by staying away.
package struct FairQueue<Element> {
    private var waiting: [String: [Element]] = [:]
    /// Tokens that each payer with something under way was served.
    private var served: [String: UInt64] = [:]
    /// Payers with something under way: how many of theirs.
    private var active: [String: Int] = [:]
    /// Requests that wait.
    package private(set) var count = 0

    /// A queue in which nothing waits.
    package init() {}

    /// Puts a request behind the payer's others.
    package mutating func append(_ element: Element, of payer: String) {
        if waiting[payer] == nil, active[payer] == nil {
            // Who comes back starts where the least served of the others stands.
            let least = served.values.min() ?? 0
            served[payer] = max(served[payer] ?? 0, least)
        }
        waiting[payer, default: []].append(element)
        count += 1
    }

    /// The payer whose turn it is; nil when nothing waits.
    ///
    /// Among equals the first by name: the order is the same for the same requests.
    private var next: String? {
        waiting.keys.min {
            let (left, right) = (served[$0] ?? 0, served[$1] ?? 0)
            return left != right ? left < right : $0 < $1
        }
    }

    /// The request whose turn it is.
    package var first: Element? { next.flatMap { waiting[$0]?.first } }

    /// Takes the request whose turn it is.
    package mutating func popFirst() -> Element? {
        guard let payer = next, var queue = waiting.removeValue(forKey: payer) else { return nil }
        let element = queue.removeFirst()
        if !queue.isEmpty { waiting[payer] = queue }
        active[payer, default: 0] += 1
        count -= 1
        return element
    }

    /// Counts what a payer was served.
    package mutating func serve(_ tokens: Int, to payer: String) {
        served[payer, default: 0] += UInt64(tokens)
    }

    /// Forgets a request that was under way.
    package mutating func finish(of payer: String) {
        guard let rest = active[payer].map({ $0 - 1 }) else { return }
        active[payer] = rest > 0 ? rest : nil
        if rest == 0, waiting[payer] == nil { served[payer] = nil }
    }

    /// Takes out what nobody waits for any more.
    package mutating func removeAll(where isGone: (Element) -> Bool) {
        for (payer, queue) in waiting {
            let kept = queue.filter { !isGone($0) }
            count -= queue.count - kept.count
            waiting[payer] = kept.isEmpty ? nil : kept
            if kept.isEmpty, active[payer] == nil { served[payer] = nil }
        }
    }
}
