/// Merges that may be made in a word, the earliest in the list first, the leftmost of equals first.
///
/// A binary heap (Williams, Algorithm 232, doi:10.1145/512274.512284).
struct MergeQueue {
    struct Entry {
        let merge: MergeTable.Merge
        /// The symbol on the left.
        let position: Int

        func precedes(_ other: Entry) -> Bool {
            (merge.rank, position) < (other.merge.rank, other.position)
        }
    }

    private var entries: [Entry] = []

    mutating func insert(_ entry: Entry) {
        var place = entries.count
        entries.append(entry)
        while place > 0 {
            let above = (place - 1) / 2
            guard entry.precedes(entries[above]) else { break }
            entries[place] = entries[above]
            place = above
        }
        entries[place] = entry
    }

    mutating func removeFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        var place = 0
        while true {
            var below = 2 * place + 1
            guard below < entries.count else { break }
            if below + 1 < entries.count, entries[below + 1].precedes(entries[below]) {
                below += 1
            }
            guard entries[below].precedes(last) else { break }
            entries[place] = entries[below]
            place = below
        }
        entries[place] = last
        return first
    }
}
