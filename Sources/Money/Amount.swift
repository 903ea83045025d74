/// An amount of money: a whole number of nano-OPEN (1e-9 OPEN), never negative.
///
/// Every operation is exact and refuses what it cannot hold.
public struct Amount: Hashable, Sendable {
    /// The amount in units of 1e-9 OPEN.
    public let nanoOPEN: UInt64

    /// Nothing.
    public static let zero = Amount(nanoOPEN: 0)
    /// The largest amount, 18,446,744,073.709551615 OPEN.
    public static let maximum = Amount(nanoOPEN: .max)

    static let nanoPerOPEN: UInt64 = 1_000_000_000
    static let fractionDigits = 9

    /// An amount in units of 1e-9 OPEN.
    public init(nanoOPEN: UInt64) {
        self.nanoOPEN = nanoOPEN
    }

    /// The sum of both.
    ///
    /// - Throws: ``MoneyError/overflow``.
    public func adding(_ other: Amount) throws(MoneyError) -> Amount {
        let (sum, overflow) = nanoOPEN.addingReportingOverflow(other.nanoOPEN)
        guard !overflow else { throw .overflow }
        return Amount(nanoOPEN: sum)
    }

    /// What is left when `other` is taken away.
    ///
    /// - Throws: ``MoneyError/insufficient``.
    public func subtracting(_ other: Amount) throws(MoneyError) -> Amount {
        guard other <= self else { throw .insufficient }
        return Amount(nanoOPEN: nanoOPEN - other.nanoOPEN)
    }

    /// The part of this amount that `part` is of `whole`, rounded down; nothing of a whole of zero.
    ///
    /// - Throws: ``MoneyError/partExceedsWhole``.
    public func portion(
        _ part: PartsPerBillion, of whole: PartsPerBillion
    ) throws(MoneyError) -> Amount {
        guard part <= whole else { throw .partExceedsWhole }
        guard whole != .zero else { return .zero }
        let product = UInt128(nanoOPEN) * UInt128(part.value)
        return Amount(nanoOPEN: UInt64(product / UInt128(whole.value)))
    }

    /// The sum of all, in nano-OPEN, wide enough for 2⁶⁴ amounts.
    ///
    /// Conservation is checked with it.
    public static func total(of amounts: some Sequence<Amount>) -> UInt128 {
        amounts.reduce(into: 0) { $0 += UInt128($1.nanoOPEN) }
    }
}

extension Amount: Comparable {
    /// Orders amounts by size.
    public static func < (left: Amount, right: Amount) -> Bool {
        left.nanoOPEN < right.nanoOPEN
    }
}
