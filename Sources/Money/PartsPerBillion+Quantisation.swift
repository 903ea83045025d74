extension PartsPerBillion {
    /// Turns scores into shares that, with the rest's, add up to a billion exactly.
    ///
    /// Scores need not be normalised: each counts in proportion to the sum of all and the rest.
    /// They are first brought to integers on one binary scale, chosen so that the largest takes 63
    /// bits, with what falls under that scale cut off; then ``Apportionment`` divides the billion
    /// among them and the rest, which holds the last position. Only integer operations are used, so
    /// the result is the same on every machine. If all scores and the rest are zero, the rest is
    /// the whole.
    ///
    /// - Parameters:
    ///   - scores: finite and not negative.
    ///   - rest: finite and not negative: what is attributed to nobody.
    /// - Returns: the shares in the scores' order, and the rest's.
    /// - Throws: ``MoneyError/improperShare(position:)``.
    public static func quantised(
        _ scores: [Double], rest: Double
    ) throws(MoneyError) -> (shares: [PartsPerBillion], rest: PartsPerBillion) {
        let all = scores + [rest]
        var numbers: [BinaryNumber] = []
        numbers.reserveCapacity(all.count)
        for (position, score) in all.enumerated() {
            guard let number = BinaryNumber(score) else {
                throw .improperShare(position: position)
            }
            numbers.append(number)
        }
        let scale = numbers.lazy.filter { $0.significand > 0 }.map(\.exponent).max() ?? 0
        let weights = numbers.map { $0.integer(aboveExponent: scale - BinaryNumber.spareBits) }
        let whole = UInt64(Self.whole.value)
        guard var parts = Apportionment.largestRemainder(whole, by: weights) else {
            return (scores.map { _ in .zero }, .whole)
        }
        let last = parts.removeLast()
        // A part of a billion fits 32 bits.
        return (
            parts.map { PartsPerBillion(checked: UInt32($0)) },
            PartsPerBillion(checked: UInt32(last))
        )
    }

    /// Turns scores in single precision into shares; see the overload for doubles, which takes the
    /// same numbers.
    ///
    /// - Throws: ``MoneyError/improperShare(position:)``.
    public static func quantised(
        _ scores: [Float], rest: Float
    ) throws(MoneyError) -> (shares: [PartsPerBillion], rest: PartsPerBillion) {
        try quantised(scores.map(Double.init), rest: Double(rest))
    }

    /// The share in [0, 1] in whole parts per billion, rounded down exactly: a lower bound stays
    /// one.
    ///
    /// - Throws: ``MoneyError/improperShare(position:)`` with position 0 for a share that is
    ///   negative, infinite or not a number, ``MoneyError/partExceedsWhole`` for one over 1.
    public init(roundingDown share: Double) throws(MoneyError) {
        guard let number = BinaryNumber(share) else { throw .improperShare(position: 0) }
        guard share <= 1 else { throw .partExceedsWhole }
        // At most 1 = 2⁵² · 2⁻⁵²: the exponent is negative, and 53 + 30 bits hold the product.
        let product = UInt128(number.significand) * UInt128(Self.whole.value)
        self.init(checked: UInt32(product >> -number.exponent))
    }
}

/// A finite number that is not negative, as significand · 2^exponent with an integer significand.
private struct BinaryNumber {
    /// Under 2⁵³.
    let significand: UInt64
    let exponent: Int

    /// How far a significand may be shifted up and stay under 2⁶³.
    static let spareBits = 10

    init?(_ value: Double) {
        guard value.isFinite, value >= 0 else { return nil }
        let biased = Int(value.exponentBitPattern)
        // IEEE 754-2019 §3.4: subnormal numbers share the smallest exponent and have no hidden bit.
        let hidden: UInt64 = biased == 0 ? 0 : 1 << UInt64(Double.significandBitCount)
        significand = hidden | value.significandBitPattern
        exponent = max(biased, 1) - 1075
    }

    /// The number in units of 2^unit, cut off; the unit is at least `exponent - spareBits`.
    func integer(aboveExponent unit: Int) -> UInt64 {
        significand << (exponent - unit)
    }
}
