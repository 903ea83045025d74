/// Normalization Form C (https://www.unicode.org/reports/tr15/), by the pinned tables.
struct CanonicalComposition {
    private struct Letter {
        var scalar: UInt32
        var combiningClass: UInt8
        var range: Range<Int>
    }

    private var letters: [Letter] = []
    private var composed: [Letter] = []

    /// The part of the text in NFC; nil where it is in NFC already.
    mutating func composing(_ text: AlignedText, _ range: Range<Int>) -> AlignedText? {
        guard Self.isUnsettled(text.bytes, range) else { return nil }
        var result = AlignedText(derivedFrom: text)
        var position = range.lowerBound
        while position < range.upperBound {
            // What does not join the scalar before it begins a segment that stands for itself.
            let start = position
            position += UTF8Scalar(in: text.bytes, at: position).count
            let second = position
            while position < range.upperBound {
                let scalar = UTF8Scalar(in: text.bytes, at: position)
                guard scalar.classes.contains(.unsettled) else { break }
                position += scalar.count
            }
            if position == second,
                !UTF8Scalar(in: text.bytes, at: start).classes.contains(.unsettled)
            {
                result.append(text, start..<position)
            } else {
                compose(text, start..<position)
                for letter in composed { result.append(scalar: letter.scalar, for: letter.range) }
            }
        }
        return result
    }

    private static func isUnsettled(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = UTF8Scalar(in: bytes, at: position)
            if scalar.value >= 0x80, scalar.classes.contains(.unsettled) { return true }
            position += scalar.count
        }
        return false
    }

    private mutating func compose(_ text: AlignedText, _ range: Range<Int>) {
        decompose(text, range)
        composed.removeAll(keepingCapacity: true)
        var starter: Int?
        for letter in letters {
            // Blocked is what has a mark of its class or above between itself and the starter.
            if let place = starter, let last = composed.last,
                place == composed.count - 1 || last.combiningClass < letter.combiningClass,
                let made = UnicodeTables.composite(of: composed[place].scalar, letter.scalar)
            {
                composed[place].scalar = made
                composed[place].range = Self.union(composed[place].range, letter.range)
                continue
            }
            if letter.combiningClass == 0 { starter = composed.count }
            composed.append(letter)
        }
    }

    /// Takes the scalars apart and sorts marks by class between starters, stably.
    private mutating func decompose(_ text: AlignedText, _ range: Range<Int>) {
        letters.removeAll(keepingCapacity: true)
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = UTF8Scalar(in: text.bytes, at: position)
            let origin = text.origin(of: position..<position + scalar.count)
            UnicodeTables.decompose(scalar.value) { part in
                letters.append(
                    Letter(
                        scalar: part, combiningClass: UnicodeTables.combiningClass(of: part),
                        range: origin))
            }
            position += scalar.count
        }
        var start = 0
        while start < letters.count {
            guard letters[start].combiningClass != 0 else {
                start += 1
                continue
            }
            var end = start
            while end < letters.count, letters[end].combiningClass != 0 { end += 1 }
            let sorted = letters[start..<end].enumerated().sorted {
                ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
            }
            for (place, entry) in sorted.enumerated() { letters[start + place] = entry.element }
            start = end
        }
    }

    private static func union(_ left: Range<Int>, _ right: Range<Int>) -> Range<Int> {
        min(left.lowerBound, right.lowerBound)..<max(left.upperBound, right.upperBound)
    }
}
