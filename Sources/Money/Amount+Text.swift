extension Amount {
    /// Reads decimal digits with at most nine after a point: `12`, `0.01`, `1.50`.
    ///
    /// Nil for signs, spaces, exponents, separators, superfluous leading zeros, a point without
    /// digits on both sides, more than nine digits after it, and amounts over ``maximum``.
    public init?(decimalOPEN text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2,
            whole.count == 1 || whole.first != UInt8(ascii: "0"),
            let open = Self.number(whole)
        else { return nil }
        var nano: UInt64 = 0
        if parts.count == 2 {
            let digits = parts[1]
            guard digits.count <= Self.fractionDigits, let value = Self.number(digits) else {
                return nil
            }
            nano = (digits.count..<Self.fractionDigits).reduce(value) { value, _ in value * 10 }
        }
        let (scaled, overflow) = open.multipliedReportingOverflow(by: Self.nanoPerOPEN)
        let (sum, carried) = scaled.addingReportingOverflow(nano)
        guard !overflow, !carried else { return nil }
        self.init(nanoOPEN: sum)
    }

    /// The amount in OPEN, with as many digits after the point as it needs: `12`, `0.01`.
    public var decimalOPEN: String {
        let (open, nano) = nanoOPEN.quotientAndRemainder(dividingBy: Self.nanoPerOPEN)
        guard nano > 0 else { return String(open) }
        // A leading one keeps the zeros after the point in place.
        var digits = String(Self.nanoPerOPEN + nano).utf8.dropFirst()
        while digits.last == UInt8(ascii: "0") { digits = digits.dropLast() }
        return "\(open).\(Substring(digits))"
    }

    private static func number(_ digits: Substring.UTF8View) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for character in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let digit = UInt64(character - UInt8(ascii: "0"))
            let (sum, carried) = product.addingReportingOverflow(digit)
            guard !over, !carried else { return nil }
            value = sum
        }
        return value
    }
}

extension Amount: CustomStringConvertible {
    /// The amount with its unit: `0.01 OPEN`.
    public var description: String { decimalOPEN + " OPEN" }
}
