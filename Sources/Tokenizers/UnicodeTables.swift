/// What the reference tokenizer knows of each Unicode scalar, pinned to one release of it.
///
/// The ranges come from `scripts/make-unicode-tables.py`; Swift's own tables follow the toolchain
/// and would change tokens, so embeddings and pay, with an update.
enum UnicodeTables {
    /// The facts of one scalar that decide its way through the tokenizer.
    struct Facts: OptionSet {
        let rawValue: UInt8

        static let removed = Facts(rawValue: 1 << 0)
        static let separator = Facts(rawValue: 1 << 1)
        static let ideograph = Facts(rawValue: 1 << 2)
        static let nonspacingMark = Facts(rawValue: 1 << 3)
        static let punctuation = Facts(rawValue: 1 << 4)
        static let decomposes = Facts(rawValue: 1 << 5)
        static let hasLowercase = Facts(rawValue: 1 << 6)
        static let nonstarter = Facts(rawValue: 1 << 7)
    }

    /// One byte a scalar, filled from the ranges once: 1.1 MB that save seven searches a scalar.
    static let facts: [Facts] = {
        var facts = [Facts](repeating: [], count: 0x110000)
        func mark(_ ranges: [UInt32], _ fact: Facts) {
            for index in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in Int(ranges[index])...Int(ranges[index + 1]) {
                    facts[scalar].formUnion(fact)
                }
            }
        }
        mark(removed, .removed)
        mark(separators, .separator)
        mark(ideographs, .ideograph)
        mark(nonspacingMarks, .nonspacingMark)
        mark(punctuation, .punctuation)
        for run in combiningClasses {
            for scalar in run.first...run.last { facts[Int(scalar)].formUnion(.nonstarter) }
        }
        mark([hangul.first, hangul.last], .decomposes)
        mark([dottedCapitalI, dottedCapitalI], .hasLowercase)
        for scalar in decomposable { facts[Int(scalar)].formUnion(.decomposes) }
        for run in lowercaseRuns {
            for scalar in stride(from: run.first, through: run.last, by: Int(run.stride)) {
                facts[Int(scalar)].formUnion(.hasLowercase)
            }
        }
        return facts
    }()

    private static let hangul: (first: UInt32, last: UInt32) = (0xAC00, 0xD7A3)
    private static let dottedCapitalI: UInt32 = 0x130

    /// Hands over the full canonical decomposition of a scalar that decomposes, part by part.
    static func decompose(_ scalar: UInt32, _ body: (UInt32) -> Void) {
        if scalar >= hangul.first, scalar <= hangul.last {
            // The Unicode Standard, section 3.12: leading consonant, vowel, trailing consonant.
            let index = scalar - hangul.first
            body(0x1100 + index / 588)
            body(0x1161 + index % 588 / 28)
            if index % 28 != 0 { body(0x11A7 + index % 28) }
            return
        }
        let position = firstIndex(in: decomposable.count) { decomposable[$0] >= scalar }
        guard position < decomposable.count, decomposable[position] == scalar else {
            return body(scalar)
        }
        let parts = decompositionStarts[position]..<decompositionStarts[position + 1]
        for part in parts { body(decompositionParts[Int(part)]) }
    }

    /// Hands over the lower-case form of a scalar that has one: two scalars for U+0130, else one.
    static func lowercase(_ scalar: UInt32, _ body: (UInt32) -> Void) {
        if scalar == dottedCapitalI {
            body(0x69)
            body(0x307)
            return
        }
        let position = firstIndex(in: lowercaseRuns.count) { lowercaseRuns[$0].last >= scalar }
        guard position < lowercaseRuns.count, lowercaseRuns[position].first <= scalar else {
            return body(scalar)
        }
        body(UInt32(truncatingIfNeeded: Int32(scalar) + lowercaseRuns[position].offset))
    }

    /// The first of `count` sorted positions for which the condition holds; `count` if none.
    static func firstIndex(in count: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
