/// Unsigned decimal numbers with one spelling each: digits, no sign, no leading zero.
package enum DecimalText {
    /// The number; nil for an empty text, a leading zero, another character or 2⁶⁴ and above.
    package static func parse(_ digits: some Collection<UInt8>) -> UInt64? {
        guard let first = digits.first, digits.count == 1 || first != UInt8(ascii: "0") else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            guard !tooLarge, !carries else { return nil }
            value = sum
        }
        return value
    }

    /// The number that a text states.
    package static func parse(_ text: some StringProtocol) -> UInt64? { parse(text.utf8) }
}
