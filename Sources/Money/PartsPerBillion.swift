/// A share of a whole in parts per billion: 0 to 1,000,000,000.
///
/// From here on attribution is integers; scores in floating point never reach the ledger.
public struct PartsPerBillion: Hashable, Sendable {
    /// The share in units of 1e-9.
    public let value: UInt32

    /// None of the whole.
    public static let zero = PartsPerBillion(checked: 0)
    /// All of the whole.
    public static let whole = PartsPerBillion(checked: 1_000_000_000)

    /// A share in units of 1e-9; nil over 1,000,000,000.
    public init?(_ value: UInt32) {
        guard value <= Self.whole.value else { return nil }
        self.value = value
    }

    init(checked value: UInt32) {
        self.value = value
    }
}

extension PartsPerBillion: Comparable {
    /// Orders shares by size.
    public static func < (left: PartsPerBillion, right: PartsPerBillion) -> Bool {
        left.value < right.value
    }
}

extension PartsPerBillion: CustomStringConvertible {
    /// The share in percent with all its digits: `12.5%`, `0.0000001%`.
    public var description: String {
        // percent = value / 1e7 = 100 · value / 1e9, which is what a decimal of nano-units writes.
        Amount(nanoOPEN: UInt64(value) * 100).decimalOPEN + "%"
    }
}
