/// Recognises a division by the method of the largest remainder without repeating the method, so
/// that a fault in the code that divides cannot excuse itself.
package enum LargestRemainder {
    /// The first position whose part is wrong; nil when the parts are the one right division.
    ///
    /// The parts of a total T by weights w of sum W are right exactly when they sum to T, each is
    /// ⌊T·w/W⌋ or one more, and nobody who got no extra unit comes, by remainder and then by
    /// position, before somebody who did.
    package static func divides(
        _ total: UInt64, into parts: [UInt64], by weights: [UInt64]
    ) -> Int? {
        let sum = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        guard parts.count == weights.count, sum > 0 else { return 0 }
        var last: (remainder: UInt128, position: Int)?
        var first: (remainder: UInt128, position: Int)?
        var left = UInt128(total)
        for (position, (part, weight)) in zip(parts, weights).enumerated() {
            let (floor, remainder) = (UInt128(total) * UInt128(weight))
                .quotientAndRemainder(dividingBy: sum)
            guard part >= UInt64(floor), part - UInt64(floor) <= 1, left >= UInt128(part) else {
                return position
            }
            left -= UInt128(part)
            if part == UInt64(floor) {
                // The one without an extra unit that comes first.
                if first.map({ remainder > $0.remainder }) ?? true { first = (remainder, position) }
            } else {
                // The one with an extra unit that comes last.
                if last.map({ remainder <= $0.remainder }) ?? true { last = (remainder, position) }
            }
        }
        guard left == 0 else { return parts.count - 1 }
        guard let first, let last else { return nil }
        let isInOrder =
            last.remainder > first.remainder
            || (last.remainder == first.remainder && last.position < first.position)
        return isInOrder ? nil : min(first.position, last.position)
    }
}
