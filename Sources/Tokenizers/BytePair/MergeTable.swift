/// Which two neighbouring symbols become one, how early, and what they become.
struct MergeTable {
    struct Merge {
        /// Its place in the list of merges: the lower goes first.
        let rank: Int32
        let id: Int32
    }

    private struct Slot {
        var left: Int32
        var right: Int32
        var merge: Merge
    }

    private static let free = Slot(left: -1, right: 0, merge: Merge(rank: 0, id: 0))

    private var slots: [Slot]

    /// Room for at most `capacity` merges.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [Slot](repeating: Self.free, count: size)
    }

    /// Adds the merge of two ids, in the place of an earlier one of the same two.
    ///
    /// - Returns: false when its hash is overcrowded, as in a list made to collide.
    mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) -> Bool {
        var slot = start(left, right)
        for _ in 0..<PieceTable.probeLimit {
            let found = slots[slot]
            if found.left < 0 || (found.left == left && found.right == right) {
                slots[slot] = Slot(left: left, right: right, merge: merge)
                return true
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// The merge of two ids, if there is one.
    func merge(_ left: Int32, _ right: Int32) -> Merge? {
        var slot = start(left, right)
        while true {
            let found = slots[slot]
            if found.left == left, found.right == right { return found.merge }
            guard found.left >= 0 else { return nil }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    // The finaliser of MurmurHash3 (https://github.com/aappleby/smhasher).
    private func start(_ left: Int32, _ right: Int32) -> Int {
        var hash = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return Int(truncatingIfNeeded: hash ^ hash >> 33) & (slots.count - 1)
    }
}
