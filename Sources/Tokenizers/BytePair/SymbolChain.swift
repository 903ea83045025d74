/// The symbols of one word while neighbours are merged.
///
/// Byte-pair encoding: Sennrich et al., https://aclanthology.org/P16-1162/. Time grows as n log n
/// with a word's symbols: each merge takes one of them away and looks at two neighbours.
struct SymbolChain {
    struct Symbol {
        /// Its id; -1 where it was merged into the one before.
        var id: Int32
        var start: Int
        var end: Int
        var previous: Int
        var next: Int
    }

    private(set) var symbols: [Symbol] = []
    private var queue = MergeQueue()

    mutating func removeAll() {
        symbols.removeAll(keepingCapacity: true)
    }

    /// Adds a symbol after the last one, for these bytes of the text.
    mutating func append(_ id: Int32, _ start: Int, _ end: Int) {
        let place = symbols.count
        if place > 0 { symbols[place - 1].next = place }
        symbols.append(Symbol(id: id, start: start, end: end, previous: place - 1, next: -1))
    }

    /// Makes every merge that `merge` allows for two ids, in the reference's order.
    mutating func mergeAll(_ merge: (Int32, Int32) -> MergeTable.Merge?) {
        guard symbols.count > 1 else { return }
        for left in 0..<symbols.count - 1 { enqueue(left, left + 1, merge) }
        while let top = queue.removeFirst() {
            let left = top.position
            guard symbols[left].id >= 0 else { continue }
            let right = symbols[left].next
            // What became of both since may merge to the same; the reference then goes on with it.
            guard right >= 0, merge(symbols[left].id, symbols[right].id)?.id == top.merge.id else {
                continue
            }
            let after = symbols[right].next
            symbols[left].id = top.merge.id
            symbols[left].end = symbols[right].end
            symbols[left].next = after
            symbols[right].id = -1
            if after >= 0 { symbols[after].previous = left }
            if symbols[left].previous >= 0 { enqueue(symbols[left].previous, left, merge) }
            if after >= 0 { enqueue(left, after, merge) }
        }
    }

    private mutating func enqueue(
        _ left: Int, _ right: Int, _ merge: (Int32, Int32) -> MergeTable.Merge?
    ) {
        guard let merge = merge(symbols[left].id, symbols[right].id) else { return }
        queue.insert(MergeQueue.Entry(merge: merge, position: left))
    }
}
