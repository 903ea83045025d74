extension UnicodeTables {
    /// What decides where a pattern cuts, and whether composition leaves a scalar alone.
    struct Classes: OptionSet {
        let rawValue: UInt8

        /// `\p{L}` of the reference's patterns.
        static let letter = Classes(rawValue: 1 << 0)
        /// `\p{N}` of the reference's patterns.
        static let number = Classes(rawValue: 1 << 1)
        /// What the reference's step `Digits` takes for a number; its table is a younger one.
        static let digit = Classes(rawValue: 1 << 2)
        /// White space, `\s`.
        static let space = Classes(rawValue: 1 << 3)
        /// What NFC may change, move or join to what stands before it.
        static let unsettled = Classes(rawValue: 1 << 4)
    }

    /// One byte a scalar, filled from the ranges once.
    static let classes: [Classes] = {
        var classes = [Classes](repeating: [], count: 0x110000)
        func mark(_ first: UInt32, _ last: UInt32, _ added: Classes) {
            for scalar in Int(first)...Int(last) { classes[scalar].formUnion(added) }
        }
        func mark(_ ranges: [UInt32], _ added: Classes) {
            for index in stride(from: 0, to: ranges.count, by: 2) {
                mark(ranges[index], ranges[index + 1], added)
            }
        }
        mark(letters, .letter)
        mark(numbers, [.number, .digit])
        mark(laterNumbers, .digit)
        mark(separators, .space)
        for scalar in decomposable { classes[Int(scalar)].formUnion(.unsettled) }
        // What decomposes and is put together again stays as it is.
        for made in compositions { classes[Int(made.composite)].subtract(.unsettled) }
        for made in compositions { classes[Int(made.second)].formUnion(.unsettled) }
        for run in combiningClasses { mark(run.first, run.last, .unsettled) }
        mark(hangulVowels.lowerBound, hangulVowels.upperBound, .unsettled)
        mark(hangulTrailers.lowerBound, hangulTrailers.upperBound, .unsettled)
        return classes
    }()

    /// Hangul's vowels and trailing consonants, which join the syllable before them.
    private static let hangulVowels: ClosedRange<UInt32> = 0x1161...0x1175
    private static let hangulTrailers: ClosedRange<UInt32> = 0x11A8...0x11C2

    /// The canonical combining class of any scalar.
    static func combiningClass(of scalar: UInt32) -> UInt8 {
        let position = firstIndex(in: combiningClasses.count) {
            combiningClasses[$0].last >= scalar
        }
        guard position < combiningClasses.count, combiningClasses[position].first <= scalar else {
            return 0
        }
        return combiningClasses[position].combiningClass
    }

    /// The primary composite of two scalars, if there is one.
    ///
    /// Hangul by the Unicode Standard, section 3.12.
    static func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100...0x1112).contains(first), hangulVowels.contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
        }
        if (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0,
            hangulTrailers.contains(second)
        {
            return first + (second - 0x11A7)
        }
        let position = firstIndex(in: compositions.count) {
            (compositions[$0].first, compositions[$0].second) >= (first, second)
        }
        guard position < compositions.count, compositions[position].first == first,
            compositions[position].second == second
        else { return nil }
        return compositions[position].composite
    }
}
